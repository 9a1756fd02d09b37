// 2 mistakes
use axum_secured::secured;
use ui_tests::{api_key, bearer};

#[secured(any(bearer, api_key), acr = "mfa")]
async fn handler_1() {}

#[secured(any(bearer, api_key), max_age = "15m")]
async fn handler_2() {}

fn main() {}
