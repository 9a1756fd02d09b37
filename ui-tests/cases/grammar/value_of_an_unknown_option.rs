// 2 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, auto_error = false)]
async fn handler_1() {}

#[secured(bearer, guard = |user, parts| user == parts)]
async fn handler_2() {}

fn main() {}
