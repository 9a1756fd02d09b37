use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, acr = ["a", "b"])]
async fn handler() {}

fn main() {}
