// 2 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, limit = 5 / hour)]
async fn tokens() {}

#[secured(bearer, limit = 100)]
async fn number() {}

fn main() {}
