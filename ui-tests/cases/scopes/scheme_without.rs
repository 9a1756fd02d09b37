use axum_secured::{secured};
use ui_tests::{api_key};

#[secured(api_key("items:read"))]
async fn handler() {}

fn main() {}
