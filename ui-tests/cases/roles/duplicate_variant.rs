use axum_secured::secured;
use ui_tests::{Role, bearer};

#[secured(bearer(roles = [Role::Editor, Role::Editor]))]
async fn handler() {}

fn main() {}
