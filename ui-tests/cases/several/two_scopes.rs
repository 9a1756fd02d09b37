// 2 mistakes
use axum_secured::{secured};
use ui_tests::{api_key, bearer};

#[secured(any(bearer("a,b"), api_key("x"), all()))]
async fn handler() {}

fn main() {}
