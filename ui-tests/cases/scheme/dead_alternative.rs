use axum_secured::{secured};
use ui_tests::{api_key, bearer};

#[secured(any(api_key, all(api_key, bearer)))]
async fn handler() {}

fn main() {}
