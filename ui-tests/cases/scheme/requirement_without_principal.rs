use axum_secured::{requirement};
use ui_tests::{bearer};

requirement!(Editor = bearer);

fn main() {}
