// 2 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(max_age = "0s"))]
async fn handler_1() {}

#[secured(bearer(max_age = "00d"))]
async fn handler_2() {}

fn main() {}
