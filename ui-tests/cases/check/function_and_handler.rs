use axum_secured::{Decision, check, secured};
use ui_tests::{User, bearer};

#[check]
#[secured(bearer)]
async fn can_edit(_: &User) -> Decision {
    Decision::Allow
}

fn main() {}
