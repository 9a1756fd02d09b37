use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer("zebra"))]
async fn handler() {}

fn main() {}
