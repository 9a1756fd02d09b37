use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(acr = 2))]
async fn handler() {}

fn main() {}
