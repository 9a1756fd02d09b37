use axum_secured::{Decision, check};
use ui_tests::User;

#[check]
async fn can_edit(#[principal] _: &User) -> Decision {
    Decision::Allow
}

fn main() {}
