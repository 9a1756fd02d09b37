// 2 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(acr = "möglich"))]
async fn handler_1() {}

#[secured(bearer, acr = "a\"b")]
async fn handler_2() {}

fn main() {}
