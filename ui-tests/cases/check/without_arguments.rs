use axum_secured::{Decision, check, secured};
use ui_tests::{User, bearer};

#[check]
async fn owns<T: Send>(_: &User) -> Decision {
    Decision::Allow
}

#[secured(bearer, check = owns)]
async fn handler() {}

fn main() {}
