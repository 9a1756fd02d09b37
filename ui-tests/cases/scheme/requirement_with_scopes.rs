use axum_secured::{secured, requirement};
use ui_tests::{User, bearer};

requirement!(Editor -> User = bearer);

#[secured(Editor("items:read"))]
async fn handler() {}

fn main() {}
