use axum_secured::{requirement};
use ui_tests::{User, bearer};

requirement!(any -> User = bearer);

fn main() {}
