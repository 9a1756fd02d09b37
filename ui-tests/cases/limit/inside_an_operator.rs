use axum_secured::secured;
use ui_tests::{api_key, bearer};

#[secured(any(api_key, bearer, limit = "5/minute"))]
async fn handler() {}

fn main() {}
