use axum_secured::secured;
use ui_tests::{api_key, bearer};

#[secured(bearer, check = api_key)]
async fn handler() {}

fn main() {}
