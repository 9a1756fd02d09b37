// 2 mistakes
use axum_secured::{Decision, check};

#[check]
async fn can_edit(_: &_) -> Decision {
    Decision::Allow
}

#[check]
async fn is_open(_: Option<&_>) -> Decision {
    Decision::Allow
}

fn main() {}
