use axum_secured::{public, secured};
use ui_tests::{bearer};

#[public("why")]
#[secured(bearer)]
async fn handler() {}

fn main() {}
