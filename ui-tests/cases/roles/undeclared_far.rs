use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, roles = "boss")]
async fn handler() {}

fn main() {}
