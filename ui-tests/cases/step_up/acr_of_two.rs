use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(acr = "mfa pwd"))]
async fn handler() {}

fn main() {}
