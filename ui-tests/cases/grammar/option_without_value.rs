// 2 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, scopes)]
async fn handler() {}

#[secured(bearer, crate)]
async fn path() {}

fn main() {}
