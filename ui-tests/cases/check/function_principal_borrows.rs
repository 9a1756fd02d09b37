use std::borrow::Cow;

use axum_secured::{Decision, check};

#[check]
async fn can_edit(_: &Cow<'_, str>) -> Decision {
    Decision::Allow
}

fn main() {}
