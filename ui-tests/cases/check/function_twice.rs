use axum_secured::{Decision, check};
use ui_tests::User;

#[check]
#[check]
async fn can_edit(_: &User) -> Decision {
    Decision::Allow
}

fn main() {}
