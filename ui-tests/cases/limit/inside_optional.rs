// 2 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(optional(bearer, limit("5/minute")))]
async fn called() {}

#[secured(optional(bearer, limit))]
async fn alone() {}

fn main() {}
