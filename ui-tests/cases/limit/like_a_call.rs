use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, limit("5/minute"))]
async fn handler() {}

fn main() {}
