// 3 mistakes
use axum_secured::secured;

#[secured(scope = "items:read")]
async fn handler_1() {}

#[secured(scopes = "items:read")]
async fn handler_2() {}

fn main() {}
