use axum_secured::{Decision, check, secured};
use ui_tests::{Machine, bearer};

#[check]
async fn is_ours(_: &Machine) -> Decision {
    Decision::Allow
}

#[secured(bearer, check = is_ours)]
async fn handler() {}

fn main() {}
