// 7 mistakes
use axum_secured::secured;
use ui_tests::{Scope, bearer};

#[secured(bearer(any("items:write", "items:read")))]
async fn handler_1() {}

#[secured(bearer(all("items:read", "items:write")))]
async fn handler_2() {}

#[secured(bearer(any(Scope::ItemsWrite, Scope::ItemsRead)))]
async fn handler_3() {}

#[secured(bearer(scopes("items:read")))]
async fn handler_4() {}

#[secured(bearer(one_of("items:read")))]
async fn handler_5() {}

#[secured(bearer("items:read", any("items:write", "items:read")))]
async fn handler_6() {}

#[secured(bearer(optional(Scope::ItemsRead)))]
async fn handler_7() {}

fn main() {}
