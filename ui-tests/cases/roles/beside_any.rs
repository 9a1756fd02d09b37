use axum_secured::secured;
use ui_tests::{api_key, bearer};

#[secured(any(api_key, bearer), roles = "editor")]
async fn handler() {}

fn main() {}
