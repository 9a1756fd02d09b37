use axum_secured::{secured};
use ui_tests::{User, bearer};

#[secured(bearer)]
async fn handler(#[principal(x)] _who: User) {}

fn main() {}
