// 2 mistakes
use axum_secured::{Decision, check, secured};
use ui_tests::{User, api_key, bearer};

#[check]
async fn can_edit(_: &User) -> Decision {
    Decision::Allow
}

#[secured(any(api_key, bearer, check = can_edit))]
async fn handler_1() {}

#[secured(optional(bearer, check = can_edit))]
async fn handler_2() {}

fn main() {}
