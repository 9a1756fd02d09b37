// 2 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer("items:read", acr))]
async fn behind() {}

#[secured(bearer(max_age, "items:read"))]
async fn in_front() {}

fn main() {}
