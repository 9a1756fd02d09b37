// 2 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(max_age = "15"))]
async fn handler_1() {}

#[secured(bearer(max_age = "900 "))]
async fn handler_2() {}

fn main() {}
