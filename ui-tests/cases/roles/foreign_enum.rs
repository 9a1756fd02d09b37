use axum_secured::secured;
use ui_tests::{Scope, bearer};

#[secured(bearer(roles = Scope::ItemsRead))]
async fn handler() {}

fn main() {}
