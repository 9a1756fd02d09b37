use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(roles = "editor admin editor"))]
async fn handler() {}

fn main() {}
