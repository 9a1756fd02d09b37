use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer, scope = "items:read")]
async fn handler() {}

fn main() {}
