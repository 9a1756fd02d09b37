use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, roles = 1)]
async fn handler() {}

fn main() {}
