use axum_secured::{public, secured};
use ui_tests::{bearer};

#[secured(bearer)]
#[public("why")]
async fn handler() {}

fn main() {}
