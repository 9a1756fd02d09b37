// 2 mistakes
use axum_secured::{Decision, check};

#[check]
async fn can_edit(_: &str) -> Decision {
    Decision::Allow
}

#[check]
async fn is_open(_: Option<&[u8]>) -> Decision {
    Decision::Allow
}

fn main() {}
