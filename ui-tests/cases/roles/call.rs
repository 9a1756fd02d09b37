use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, roles = any("editor", "admin"))]
async fn handler() {}

fn main() {}
