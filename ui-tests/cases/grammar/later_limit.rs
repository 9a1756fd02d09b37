use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer, limit = "x")]
async fn handler() {}

fn main() {}
