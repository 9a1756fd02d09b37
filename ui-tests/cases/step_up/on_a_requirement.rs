// 2 mistakes
use axum_secured::{requirement, secured};
use ui_tests::{User, bearer};

requirement!(Fresh -> User = bearer(max_age = "1h"));

#[secured(Fresh(max_age = "15m"))]
async fn handler_1() {}

#[secured(Fresh, acr = "mfa")]
async fn handler_2() {}

fn main() {}
