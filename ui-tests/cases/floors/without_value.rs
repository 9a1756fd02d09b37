// 4 mistakes
use axum_secured::{public, secured};
use ui_tests::bearer;

#[secured(bearer, below_floor)]
async fn alone() {}

#[secured(bearer, below_floor = )]
async fn cut_off() {}

#[public("probe", below_floor)]
async fn public_alone() {}

#[public("probe", below_floor = , limit = "1/second")]
async fn public_cut_off() {}

fn main() {}
