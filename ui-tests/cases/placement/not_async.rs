use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer)]
fn handler() {}

fn main() {}
