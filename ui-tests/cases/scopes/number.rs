use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer, scopes = 42)]
async fn handler() {}

fn main() {}
