// 3 mistakes
use axum_secured::secured;
use ui_tests::{Scope, api_key, bearer};

#[secured(any(bearer("items:read"), api_key), scopes = "items:read")]
async fn handler_1() {}

#[secured(any(bearer("items:read items:write"), api_key), scopes = "items:write")]
async fn handler_2() {}

#[secured(any(bearer(Scope::ItemsRead), api_key), scopes = Scope::ItemsRead)]
async fn handler_3() {}

fn main() {}
