use axum_secured::{requirement, secured};
use ui_tests::{User, bearer};

requirement!(Editor -> User = bearer(roles = "editor"));

#[secured(Editor(roles = "admin"))]
async fn handler() {}

fn main() {}
