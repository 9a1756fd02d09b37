use axum_secured::{secured};
use ui_tests::{api_key, bearer};

use axum_secured::secured as guarded;
#[secured(bearer)]
#[guarded(api_key)]
async fn handler() {}

fn main() {}
