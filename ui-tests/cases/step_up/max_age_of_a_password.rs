// 2 mistakes
use axum_secured::secured;
use ui_tests::{basic, bearer};

#[secured(basic(max_age = "15m"))]
async fn handler_1() {}

#[secured(any(bearer, basic(max_age = "15m")))]
async fn handler_2() {}

fn main() {}
