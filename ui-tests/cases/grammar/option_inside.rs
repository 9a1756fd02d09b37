// 5 mistakes
use axum_secured::secured;
use ui_tests::{api_key, bearer};

#[secured(any(bearer, api_key, scopes = "items:read"))]
async fn handler_1() {}

#[secured(optional(all(api_key, bearer, scope = "items:read")))]
async fn handler_2() {}

#[secured(any(api_key, bearer, crate = ::axum_secured))]
async fn handler_3() {}

#[secured(or(bearer, api_key, scopes = "items:read"))]
async fn handler_4() {}

fn main() {}
