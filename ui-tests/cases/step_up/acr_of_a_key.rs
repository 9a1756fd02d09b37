// 2 mistakes
use axum_secured::secured;
use ui_tests::api_key;

#[secured(api_key(acr = "mfa"))]
async fn handler_1() {}

#[secured(api_key, acr = "mfa")]
async fn handler_2() {}

fn main() {}
