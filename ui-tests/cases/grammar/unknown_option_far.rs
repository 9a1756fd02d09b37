use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer, colour = "red")]
async fn handler() {}

fn main() {}
