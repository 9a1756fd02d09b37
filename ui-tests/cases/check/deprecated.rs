#![deny(deprecated)]
use axum_secured::{Decision, check, secured};
use ui_tests::{User, bearer};

#[deprecated]
#[check]
async fn can_edit(_: &User) -> Decision {
    Decision::Allow
}

#[secured(bearer, check = can_edit)]
async fn handler() {}

fn main() {}
