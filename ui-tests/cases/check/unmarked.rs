use axum_secured::{Decision, secured};
use ui_tests::{User, bearer};

async fn can_edit(_: &User) -> Decision {
    Decision::Allow
}

#[secured(bearer, check = can_edit)]
async fn handler() {}

fn main() {}
