// 5 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, auto_error = false)]
async fn handler_1() {}

#[secured(bearer, check = |user, parts| user == parts)]
async fn handler_2() {}

#[secured(bearer, max_age = 15)]
async fn handler_3() {}

#[secured(bearer(max_age = 15))]
async fn handler_4() {}

#[secured(bearer, roles("admin"))]
async fn handler_5() {}

fn main() {}
