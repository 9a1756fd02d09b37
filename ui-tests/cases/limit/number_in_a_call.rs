// 2 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, limit(100))]
async fn limit() {}

#[secured(bearer, max_age(15))]
async fn max_age() {}

fn main() {}
