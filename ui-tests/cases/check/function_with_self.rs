use axum_secured::{Decision, check};
use ui_tests::User;

struct Rules;

impl Rules {
    #[check]
    async fn can_edit(&self, _: &User) -> Decision {
        Decision::Allow
    }
}

fn main() {}
