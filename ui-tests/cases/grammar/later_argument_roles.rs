use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer(roles = "x"))]
async fn handler() {}

fn main() {}
