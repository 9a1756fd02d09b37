use axum::extract::Path;
use axum_secured::{Decision, check};
use ui_tests::User;

#[check]
async fn can_edit(_: &User, _: Path<_>) -> Decision {
    Decision::Allow
}

fn main() {}
