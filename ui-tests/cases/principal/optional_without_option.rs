use axum_secured::{secured};
use ui_tests::{User, bearer};

#[secured(optional(bearer))]
async fn handler(#[principal] _who: User) {}

fn main() {}
