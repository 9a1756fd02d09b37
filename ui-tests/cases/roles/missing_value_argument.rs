// 2 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer(roles =))]
async fn handler_1() {}

#[secured(bearer("items:read", roles =))]
async fn handler_2() {}

fn main() {}
