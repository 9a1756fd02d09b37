use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer)]
impl User2 {}
struct User2;

fn main() {}
