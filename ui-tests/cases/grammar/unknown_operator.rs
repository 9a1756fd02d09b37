// 4 mistakes
use axum_secured::secured;
use ui_tests::{api_key, basic, bearer};

#[secured(or(bearer, api_key))]
async fn either() {}

#[secured(optional(both(bearer, api_key)))]
async fn both() {}

#[secured(ayn(bearer, api_key))]
async fn mistyped() {}

#[secured(xor(basic, any(bearer)))]
async fn far() {}

fn main() {}
