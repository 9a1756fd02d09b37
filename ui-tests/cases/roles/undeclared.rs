use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(roles = "edtior"))]
async fn handler() {}

fn main() {}
