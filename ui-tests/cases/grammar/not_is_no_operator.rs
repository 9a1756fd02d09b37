use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(not(bearer))]
async fn handler() {}

fn main() {}
