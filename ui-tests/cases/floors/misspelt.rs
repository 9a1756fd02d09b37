// 2 mistakes
use axum_secured::{public, secured};
use ui_tests::bearer;

#[secured(bearer, belowfloor = "why")]
async fn handler() {}

#[public("probe", below_flor = "why")]
async fn open() {}

fn main() {}
