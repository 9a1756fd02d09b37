use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, acr = MFA)]
async fn handler() {}

fn main() {}
