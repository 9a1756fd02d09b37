use axum_secured::secured;
use ui_tests::api_key;

#[secured(all(api_key, api_key))]
async fn handler() {}

fn main() {}
