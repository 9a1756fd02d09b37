// 2 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, limit)]
async fn alone() {}

#[secured(bearer, limit = )]
async fn equals() {}

fn main() {}
