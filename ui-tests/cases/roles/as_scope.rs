use axum_secured::secured;
use ui_tests::{Role, bearer};

#[secured(bearer(Role::Editor))]
async fn handler() {}

fn main() {}
