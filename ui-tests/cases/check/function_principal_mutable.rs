use axum_secured::{Decision, check};
use ui_tests::User;

#[check]
async fn can_edit(_: &mut User) -> Decision {
    Decision::Allow
}

fn main() {}
