use axum_secured::{secured};
use ui_tests::{basic};

#[secured(any(basic, basic))]
async fn handler() {}

fn main() {}
