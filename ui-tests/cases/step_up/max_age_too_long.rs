// 3 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(max_age = "366d"))]
async fn handler_1() {}

#[secured(bearer(max_age = "31536001s"))]
async fn handler_2() {}

#[secured(bearer(max_age = "99999999999999999999999d"))]
async fn handler_3() {}

fn main() {}
