use axum_secured::{requirement, secured};
use ui_tests::{User, api_key, bearer};

requirement!(Strong -> User = bearer(acr = "mfa"));

#[secured(any(api_key, all(Strong, bearer(acr = "pwd"))))]
async fn handler() {}

fn main() {}
