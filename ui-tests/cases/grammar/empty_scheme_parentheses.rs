use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer())]
async fn handler() {}

fn main() {}
