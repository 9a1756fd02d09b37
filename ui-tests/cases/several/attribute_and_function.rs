// 3 mistakes
use axum_secured::{secured};
use ui_tests::{User};

#[secured(any(), scopes = "")]
fn handler(#[principal] _a: User, #[principal] _b: User) {}

fn main() {}
