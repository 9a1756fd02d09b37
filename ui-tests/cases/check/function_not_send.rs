use std::rc::Rc;

use axum_secured::{Decision, check};
use ui_tests::User;

#[check]
async fn can_edit(_: &User) -> Decision {
    let kept = Rc::new(1);
    std::future::ready(()).await;
    drop(kept);
    Decision::Allow
}

fn main() {}
