use axum_secured::secured;
use ui_tests::{User, bearer};

type Maybe = Option<User>;

#[secured(optional(bearer))]
async fn handler(#[principal] _who: Maybe) {}

fn main() {}
