use axum_secured::{Decision, check};

#[check]
async fn can_edit() -> Decision {
    Decision::Allow
}

fn main() {}
