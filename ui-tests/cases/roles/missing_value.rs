// 3 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, roles)]
async fn handler_1() {}

#[secured(bearer, roles =)]
async fn handler_2() {}

#[secured(bearer, roles("editor"))]
async fn handler_3() {}

fn main() {}
