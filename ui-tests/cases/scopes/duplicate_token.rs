use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer("items:read items:read"))]
async fn handler() {}

fn main() {}
