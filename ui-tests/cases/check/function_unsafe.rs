use axum_secured::{Decision, check};
use ui_tests::User;

#[check]
async unsafe fn can_edit(_: &User) -> Decision {
    Decision::Allow
}

fn main() {}
