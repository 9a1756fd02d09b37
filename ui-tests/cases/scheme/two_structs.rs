use axum_secured::{secured};
use ui_tests::{bearer, elsewhere};

#[secured(any(bearer, elsewhere::other))]
async fn handler() {}

fn main() {}
