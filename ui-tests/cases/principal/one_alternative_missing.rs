use axum_secured::{secured};
use ui_tests::{User, api_key, bearer};

#[secured(any(bearer, api_key))]
async fn handler(#[principal] _who: User) {}

fn main() {}
