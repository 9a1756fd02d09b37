// 2 mistakes
use axum_secured::{Decision, check, public};
use ui_tests::User;

#[check]
async fn can_edit(_: &User) -> Decision {
    Decision::Allow
}

#[public("open", check = can_edit)]
async fn handler_1() {}

#[public("open", check)]
async fn handler_2() {}

fn main() {}
