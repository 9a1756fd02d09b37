use axum::http::HeaderMap;
use axum_secured::{Decision, check};
use ui_tests::User;

#[check]
async fn can_edit(_: &User, _: &HeaderMap) -> Decision {
    Decision::Allow
}

fn main() {}
