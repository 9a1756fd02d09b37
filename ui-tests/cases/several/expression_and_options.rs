// 3 mistakes
use axum_secured::secured;
use ui_tests::{api_key, bearer};

#[secured(any(api_key, bearer(any("items:read"))), "items:write", scope = "items:read")]
async fn handler() {}

fn main() {}
