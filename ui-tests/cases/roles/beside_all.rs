use axum_secured::secured;
use ui_tests::{Role, api_key, bearer};

#[secured(all(api_key, bearer("items:read")), roles = [Role::Editor, Role::Admin])]
async fn handler() {}

fn main() {}
