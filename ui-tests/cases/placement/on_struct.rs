use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer)]
struct Handler;

fn main() {}
