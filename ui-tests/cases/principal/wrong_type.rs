use axum_secured::{secured};
use ui_tests::{Machine, bearer};

#[secured(bearer)]
async fn handler(#[principal] _who: Machine) {}

fn main() {}
