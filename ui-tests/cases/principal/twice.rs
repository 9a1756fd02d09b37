use axum_secured::{secured};
use ui_tests::{User, bearer};

#[secured(bearer)]
async fn handler(#[principal] _a: User, #[principal] _b: User) {}

fn main() {}
