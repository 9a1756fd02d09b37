use axum_secured::secured;
use ui_tests::{api_key, bearer};

#[secured(any(bearer(acr = "pwd"), api_key), acr = "mfa")]
async fn handler() {}

fn main() {}
