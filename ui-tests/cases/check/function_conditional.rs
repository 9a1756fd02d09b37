use axum_secured::{Decision, check};
use ui_tests::User;

#[check]
async fn can_edit(_: &User, #[cfg(any())] _: axum::http::HeaderMap) -> Decision {
    Decision::Allow
}

fn main() {}
