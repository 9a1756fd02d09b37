use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer, crate = ::axum_secured, crate = ::axum_secured)]
async fn handler() {}

fn main() {}
