use axum_secured::secured;
use ui_tests::bearer;

#[secured(any(bearer(roles = "editor"), bearer(roles = "admin")))]
async fn handler() {}

fn main() {}
