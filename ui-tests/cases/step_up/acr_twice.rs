// 3 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(acr = "a", acr = "b"))]
async fn handler_1() {}

#[secured(bearer, acr = "a", acr = "b")]
async fn handler_2() {}

#[secured(bearer(acr = "a"), acr = "b")]
async fn handler_3() {}

fn main() {}
