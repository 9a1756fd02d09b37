// 3 mistakes
use axum_secured::{public, secured};
use ui_tests::bearer;

#[secured(bearer, below_floor("partners read"))]
async fn handler() {}

#[secured(bearer, below_floor(5))]
async fn number() {}

#[public("probe", below_floor("no token"))]
async fn open() {}

fn main() {}
