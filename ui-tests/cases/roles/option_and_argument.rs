use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(roles = "editor"), roles = "admin")]
async fn handler() {}

fn main() {}
