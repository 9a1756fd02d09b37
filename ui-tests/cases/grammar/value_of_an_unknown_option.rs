// 3 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, auto_error = false)]
async fn handler_1() {}

#[secured(bearer, guard = |user, parts| user == parts)]
async fn handler_2() {}

#[secured(bearer, below_floor = 5 / minute, scopes = "items:read")]
async fn handler_3() {}


fn main() {}
