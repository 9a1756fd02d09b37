use axum_secured::{Decision, check, secured};
use ui_tests::{User, bearer};

#[check]
async fn can_edit(_: &User) -> Decision {
    Decision::Allow
}

#[check]
async fn is_open(_: &User) -> Decision {
    Decision::Allow
}

#[secured(bearer, check = can_edit, check = is_open)]
async fn handler() {}

fn main() {}
