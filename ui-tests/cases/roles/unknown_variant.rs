use axum_secured::secured;
use ui_tests::{Role, bearer};

#[secured(bearer(roles = Role::Edtior))]
async fn handler() {}

fn main() {}
