// 2 mistakes
use axum_secured::{Decision, check};
use ui_tests::User;

#[check(deadline = "1s", create = x)]
async fn can_edit(_: &User) -> Decision {
    Decision::Allow
}

fn main() {}
