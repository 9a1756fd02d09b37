// 2 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(acr = ""))]
async fn handler_1() {}

#[secured(bearer, acr = " ")]
async fn handler_2() {}

fn main() {}
