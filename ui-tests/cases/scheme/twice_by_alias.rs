use axum_secured::{secured};
use ui_tests::{bearer};

use ui_tests::bearer as token;
#[secured(all(bearer, token))]
async fn handler() {}

fn main() {}
