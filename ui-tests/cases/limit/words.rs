// 3 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, limit = "100 per minute")]
async fn words() {}

#[secured(bearer, limit = "100 / minute")]
async fn spaces() {}

#[secured(bearer, limit = "")]
async fn empty() {}

fn main() {}
