use axum_secured::{Decision, check};
use ui_tests::User;

struct Caller;

impl From<User> for Caller {
    fn from(_: User) -> Self {
        Self
    }
}

#[check]
pub async fn can_edit(_: &Caller) -> Decision {
    Decision::Allow
}

fn main() {}
