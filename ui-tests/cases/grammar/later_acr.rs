use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer, acr = "x")]
async fn handler() {}

fn main() {}
