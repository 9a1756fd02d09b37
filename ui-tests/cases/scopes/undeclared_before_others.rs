use axum_secured::secured;
use ui_tests::bearer;

#[secured(any(bearer("items:raed"), bearer("items:write")))]
async fn handler() {}

fn main() {}
