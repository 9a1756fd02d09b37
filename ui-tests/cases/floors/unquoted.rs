// 3 mistakes
use axum_secured::{public, secured};
use ui_tests::bearer;

#[secured(bearer, below_floor = partners, scopes = "items:read")]
async fn word() {}

#[secured(bearer, below_floor = 5)]
async fn number() {}

#[public("probe", below_floor = true)]
async fn truth() {}

fn main() {}
