use axum_secured::{Decision, check};

#[check]
async fn can_edit(_: &impl Send) -> Decision {
    Decision::Allow
}

fn main() {}
