// 4 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, limit = "0/minute")]
async fn none() {}

#[secured(bearer, limit = "many/minute")]
async fn many() {}

#[secured(bearer, limit = "1_000/minute")]
async fn grouped() {}

#[secured(bearer, limit = "5000000/second")]
async fn too_many() {}

fn main() {}
