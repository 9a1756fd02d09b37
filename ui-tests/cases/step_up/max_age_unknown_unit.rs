// 3 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(max_age = "2w"))]
async fn handler_1() {}

#[secured(bearer(max_age = "15min"))]
async fn handler_2() {}

#[secured(bearer(max_age = "1h30m"))]
async fn handler_3() {}

fn main() {}
