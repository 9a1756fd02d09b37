use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer, scopes = "items:read,items:write")]
async fn handler() {}

fn main() {}
