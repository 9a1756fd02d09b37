use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(roles = "editor chief admin"))]
async fn handler() {}

fn main() {}
