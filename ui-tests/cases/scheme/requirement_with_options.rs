// 3 mistakes
use axum_secured::requirement;
use ui_tests::{User, bearer};

requirement!(Slow -> User = bearer, limit = "5/minute");
requirement!(pub Editor -> User = bearer, scopes = "items:write", roles = "editor");

fn main() {}
