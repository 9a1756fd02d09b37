// 6 mistakes
use axum_secured::secured;
use ui_tests::{api_key, bearer};

#[secured(bearer(limit = "5/minute", "items:read"))]
async fn in_front_of_scopes() {}

#[secured(any(bearer(limit = "5/minute"), api_key), acr = "mfa")]
async fn beside_a_level() {}

#[secured(any(bearer(limit = "5/minute"), api_key), max_age = "5m")]
async fn beside_an_age() {}

fn main() {}
