// 5 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, max_age)]
async fn handler_1() {}

#[secured(bearer, max_age =)]
async fn handler_2() {}

#[secured(bearer(max_age =))]
async fn handler_3() {}

#[secured(bearer, max_age("15m"))]
async fn handler_4() {}

#[secured(bearer(max_age("15m")))]
async fn handler_5() {}

fn main() {}
