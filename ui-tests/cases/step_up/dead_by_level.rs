use axum_secured::secured;
use ui_tests::bearer;

#[secured(any(bearer, bearer(acr = "mfa")))]
async fn handler() {}

fn main() {}
