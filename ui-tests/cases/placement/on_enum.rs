use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer)]
enum Handler {}

fn main() {}
