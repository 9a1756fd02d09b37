// 3 mistakes
use axum_secured::{Decision, check, secured};
use ui_tests::{User, bearer};

#[check]
async fn can_edit(_: &User) -> Decision {
    Decision::Allow
}

#[secured(bearer, check)]
async fn handler_1() {}

#[secured(bearer, check =)]
async fn handler_2() {}

#[secured(bearer, check = , scopes = "items:read")]
async fn handler_3() {}

fn main() {}
