use axum_secured::{secured};
use ui_tests::{Scope, bearer};

#[secured(bearer(Scope::ItemsWirte))]
async fn handler() {}

fn main() {}
