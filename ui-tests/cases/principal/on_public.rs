use axum_secured::{public};
use ui_tests::{User};

#[public("why")]
async fn handler(#[principal] _who: User) {}

fn main() {}
