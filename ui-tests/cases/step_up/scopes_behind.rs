use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(max_age = "15m", "items:read"))]
async fn handler() {}

fn main() {}
