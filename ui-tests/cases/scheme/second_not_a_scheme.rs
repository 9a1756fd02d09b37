use axum_secured::secured;
use ui_tests::bearer;

#[secured(any(bearer, String))]
async fn handler() {}

fn main() {}
