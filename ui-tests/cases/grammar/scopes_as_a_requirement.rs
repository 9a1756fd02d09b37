// 5 mistakes
use axum_secured::secured;
use ui_tests::{api_key, bearer};

#[secured(bearer, "items:read")]
async fn handler_1() {}

#[secured(bearer, scopes("items:read"))]
async fn handler_2() {}

#[secured(any(api_key, bearer), "items:read", "items:write")]
async fn handler_3() {}

#[secured(bearer("items:read"), scopes(["items:read", "items:write"]))]
async fn handler_4() {}

#[secured(optional(bearer, "items:read"))]
async fn handler_5() {}

fn main() {}
