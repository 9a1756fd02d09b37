use axum_secured::{Decision, check};
use ui_tests::User;

#[check]
async fn can_edit<'a>(_: &'a User) -> Decision {
    Decision::Allow
}

fn main() {}
