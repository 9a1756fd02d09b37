use axum_secured::{Admitted, secured};
use ui_tests::{User, bearer};

#[secured(optional(bearer))]
async fn handler(#[principal] _who: Admitted<Option<User>>) {}

fn main() {}
