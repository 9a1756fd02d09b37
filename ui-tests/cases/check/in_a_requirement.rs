use axum_secured::{Decision, check, requirement};
use ui_tests::{User, bearer};

#[check]
async fn can_edit(_: &User) -> Decision {
    Decision::Allow
}

requirement!(Editor -> User = bearer("items:write"), check = can_edit);

fn main() {}
