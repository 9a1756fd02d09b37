use axum_secured::secured;
use ui_tests::{api_key, bearer};

#[secured(any(bearer(roles = "editor"), api_key), roles = "admin")]
async fn handler() {}

fn main() {}
