use axum_secured::secured;
use ui_tests::{Scope, bearer};

#[secured(bearer([Scope::ItemsRead, Scope::ItemsWrite, Scope::ItemsRead]))]
async fn handler() {}

fn main() {}
