// 2 mistakes
use axum_secured::secured;
use ui_tests::{api_key, basic, bearer};

#[secured(optional(basic, api_key))]
async fn handler() {}

#[secured(optional(bearer, all(basic, api_key)))]
async fn nested() {}

fn main() {}
