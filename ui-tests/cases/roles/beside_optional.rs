use axum_secured::secured;
use ui_tests::bearer;

#[secured(optional(bearer), roles = "editor")]
async fn handler() {}

fn main() {}
