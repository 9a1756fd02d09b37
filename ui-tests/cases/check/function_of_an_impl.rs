use axum_secured::{Decision, check};
use ui_tests::User;

struct Rules;

#[check]
impl Rules {
    async fn can_edit(_: &User) -> Decision {
        Decision::Allow
    }
}

fn main() {}
