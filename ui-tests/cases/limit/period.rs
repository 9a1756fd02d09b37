// 4 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, limit = "100/min")]
async fn short() {}

#[secured(bearer, limit = "100/Hours")]
async fn long() {}

#[secured(bearer, limit = "100/fortnight")]
async fn strange() {}

#[secured(bearer, limit = "100")]
async fn missing() {}

fn main() {}
