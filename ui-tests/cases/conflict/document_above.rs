use axum_secured::{secured};
use ui_tests::{bearer};

#[utoipa::path(get, path = "/")]
#[secured(bearer)]
async fn handler() {}

fn main() {}
