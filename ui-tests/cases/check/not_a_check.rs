use axum_secured::secured;
use ui_tests::{User, bearer};

#[secured(bearer, check = User)]
async fn handler() {}

fn main() {}
