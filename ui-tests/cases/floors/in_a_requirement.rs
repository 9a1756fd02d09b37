use axum_secured::requirement;
use ui_tests::{User, bearer};

requirement!(Editor -> User = bearer("items:write"), below_floor = "why");

fn main() {}
