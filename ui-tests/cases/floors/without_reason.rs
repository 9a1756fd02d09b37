// 4 mistakes
use axum_secured::{public, secured};
use ui_tests::bearer;

#[secured(bearer, below_floor = "")]
async fn empty() {}

#[secured(bearer, below_floor = " \t")]
async fn blank() {}

#[public("probe", below_floor = "")]
async fn public_empty() {}

// Why it is below a floor is not why it is open.
#[public(below_floor = "no token")]
async fn public_without_its_own() {}

fn main() {}
