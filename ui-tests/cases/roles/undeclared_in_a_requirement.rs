use axum_secured::{requirement, secured};
use ui_tests::{User, bearer};

requirement!(Editor -> User = bearer(roles = "edtior"));

#[secured(Editor)]
async fn handler() {}

fn main() {}
