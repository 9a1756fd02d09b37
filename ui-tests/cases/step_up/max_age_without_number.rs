// 5 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(max_age = "m"))]
async fn handler_1() {}

#[secured(bearer(max_age = "-5m"))]
async fn handler_2() {}

#[secured(bearer(max_age = "+5m"))]
async fn handler_3() {}

#[secured(bearer(max_age = "1.5h"))]
async fn handler_4() {}

#[secured(bearer(max_age = "5 m"))]
async fn handler_5() {}

fn main() {}
