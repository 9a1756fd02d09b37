use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(roles = []))]
async fn handler() {}

fn main() {}
