use axum_secured::{requirement};
use ui_tests::{Machine, bearer};

requirement!(Editor -> Machine = bearer);

fn main() {}
