use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer("items:read", below_floor = "why"))]
async fn handler() {}

fn main() {}
