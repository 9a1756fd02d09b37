use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(max_age = ""))]
async fn handler() {}

fn main() {}
