use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer, below_floor = "x")]
async fn handler() {}

fn main() {}
