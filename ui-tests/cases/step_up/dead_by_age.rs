use axum_secured::secured;
use ui_tests::bearer;

#[secured(any(bearer(max_age = "1h"), bearer(max_age = "60m")))]
async fn handler() {}

fn main() {}
