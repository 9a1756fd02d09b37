use axum_secured::secured;
use ui_tests::bearer;

#[secured(all(bearer(roles = "editor"), bearer(roles = "admin")))]
async fn handler() {}

fn main() {}
