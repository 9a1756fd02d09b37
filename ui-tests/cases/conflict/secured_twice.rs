use axum_secured::{secured};
use ui_tests::{api_key, bearer};

#[secured(bearer)]
#[secured(api_key)]
async fn handler() {}

fn main() {}
