use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, limit = "1/second", limit = "100/hour")]
async fn handler() {}

fn main() {}
