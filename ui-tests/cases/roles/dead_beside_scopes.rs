use axum_secured::secured;
use ui_tests::bearer;

#[secured(any(bearer("items:read"), bearer("items:read", roles = "editor")))]
async fn handler() {}

fn main() {}
