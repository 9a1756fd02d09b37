use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(max_age = 15))]
async fn handler() {}

fn main() {}
