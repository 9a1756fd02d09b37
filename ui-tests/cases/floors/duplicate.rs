// 2 mistakes
use axum_secured::{public, secured};
use ui_tests::bearer;

#[secured(bearer, below_floor = "one", below_floor = "two")]
async fn handler() {}

#[public("probe", below_floor = "one", below_floor = "two")]
async fn open() {}

fn main() {}
