use axum_secured::secured;
use ui_tests::{api_key, bearer};

#[secured(any(api_key, bearer("items:read")), scopes = "items:write")]
async fn handler() {}

fn main() {}
