// 3 mistakes
use axum_secured::secured;
use ui_tests::{api_key, bearer};

#[secured(any(api_key, bearer, below_floor = "why"))]
async fn either() {}

#[secured(optional(bearer, below_floor = "why"))]
async fn maybe() {}

#[secured(all(bearer(below_floor = "why"), api_key))]
async fn both() {}

fn main() {}
