// 3 mistakes
use axum_secured::{Decision, check, secured};
use ui_tests::{User, bearer};

#[check]
async fn can_edit(_: &User) -> Decision {
    Decision::Allow
}

#[check]
async fn is_open(_: &User) -> Decision {
    Decision::Allow
}

#[secured(bearer, check = all(can_edit, is_open))]
async fn handler_1() {}

#[secured(bearer, check = any(can_edit, is_open))]
async fn handler_2() {}

#[secured(bearer, check = not(can_edit))]
async fn handler_3() {}

fn main() {}
