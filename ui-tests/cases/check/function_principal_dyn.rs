// 2 mistakes
use axum_secured::{Decision, check};

trait Owner: Send + Sync {}

#[check]
async fn can_edit(_: &dyn Owner) -> Decision {
    Decision::Allow
}

#[check]
async fn is_open(_: &(dyn Owner + 'static)) -> Decision {
    Decision::Allow
}

fn main() {}
