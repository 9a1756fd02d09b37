// 2 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(max_age("15m"), acr("mfa")))]
async fn handler() {}

fn main() {}
