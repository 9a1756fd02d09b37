use axum_secured::{requirement};
use ui_tests::{User, bearer};

requirement!(Editor -> User = optional(bearer));

fn main() {}
