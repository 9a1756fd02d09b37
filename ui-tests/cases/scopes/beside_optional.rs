use axum_secured::secured;
use ui_tests::bearer;

#[secured(optional(bearer), scopes = "items:read")]
async fn handler() {}

fn main() {}
