use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(roles = "editor", "items:read"))]
async fn handler() {}

fn main() {}
