// 2 mistakes
use axum_secured::secured;
use ui_tests::{api_key, bearer};

#[secured(all(bearer, api_key, acr = "mfa", max_age = "15m"))]
async fn handler() {}

fn main() {}
