// 2 mistakes
use axum_secured::{Decision, check};
use ui_tests::User;

#[check]
async fn can_edit(_: &&User) -> Decision {
    Decision::Allow
}

#[check]
async fn named(_: &Vec<&str>) -> Decision {
    Decision::Allow
}

fn main() {}
