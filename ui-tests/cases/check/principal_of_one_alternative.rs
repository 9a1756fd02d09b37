use axum_secured::{Decision, check, secured};
use ui_tests::{User, api_key, bearer};

#[check]
async fn can_edit(_: &User) -> Decision {
    Decision::Allow
}

#[secured(any(bearer, api_key), check = can_edit)]
async fn handler() {}

fn main() {}
