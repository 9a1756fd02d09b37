use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer, scopes = "")]
async fn handler() {}

fn main() {}
