// 3 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured("bearer", "api_key")]
async fn handler() {}

#[secured(any(bearer, "basic"))]
async fn among_others() {}

fn main() {}
