// 2 mistakes
use axum_secured::{Decision, check, public as open, secured as guarded};
use ui_tests::{User, bearer};

#[check]
async fn can_edit(_: &User) -> Decision {
    Decision::Allow
}

#[guarded(bearer, check = can_edit)]
#[guarded(bearer)]
async fn handler() {}

#[guarded(bearer, check = can_edit)]
#[open("why")]
async fn other() {}

fn main() {}
