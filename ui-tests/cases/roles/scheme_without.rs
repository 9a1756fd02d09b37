// 2 mistakes
use axum_secured::secured;
use ui_tests::{api_key, basic};

#[secured(api_key(roles = "editor"))]
async fn handler_1() {}

#[secured(basic, roles = "editor")]
async fn handler_2() {}

fn main() {}
