use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer, scopes = "items:wirte")]
async fn handler() {}

fn main() {}
