use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer, check = "x")]
async fn handler() {}

fn main() {}
