use axum_secured::secured;
use ui_tests::{User, bearer};

#[secured(bearer)]
async fn handler(#[principal] _who: impl From<User>) {}

fn main() {}
