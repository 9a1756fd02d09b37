// 2 mistakes
use axum_secured::{public, secured};
use ui_tests::bearer;

#[secured(bearer, limits = "5/minute")]
async fn handler() {}

#[public("sign-in", limits = "5/minute")]
async fn sign_in() {}

fn main() {}
