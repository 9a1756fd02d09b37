use axum_secured::secured;
use ui_tests::{api_key, bearer};

#[secured(any(bearer, api_key), scopes = "items:read")]
async fn handler() {}

fn main() {}
