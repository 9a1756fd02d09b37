use axum_secured::{secured};
use ui_tests::{Scope, api_key, bearer};

#[secured(all(api_key, bearer), scopes = [Scope::ItemsRead, Scope::ItemsWrite])]
async fn handler() {}

fn main() {}
