use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer, crate =)]
async fn handler() {}

fn main() {}
