// 2 mistakes
use axum_secured::secured;
use ui_tests::{api_key, bearer};

#[secured(bearer, optional)]
async fn handler_1() {}

#[secured(any(api_key, bearer), optional())]
async fn handler_2() {}

fn main() {}
