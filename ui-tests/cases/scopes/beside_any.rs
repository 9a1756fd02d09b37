use axum_secured::{secured};
use ui_tests::{api_key, bearer};

#[secured(any(api_key, bearer), scopes = "items:read")]
async fn handler() {}

fn main() {}
