use axum_secured::{secured};
use ui_tests::{Machine, User, api_key, bearer};

#[secured(all(bearer, api_key))]
async fn handler(#[principal] _who: (Machine, User)) {}

fn main() {}
