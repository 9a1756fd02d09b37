use axum_secured::{Decision, check, secured};
use ui_tests::{User, bearer};

#[secured(bearer)]
#[check]
async fn can_edit(_: &User) -> Decision {
    Decision::Allow
}

fn main() {}
