use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer)]
#[utoipa::path(get, path = "/", security(("bearer" = [])))]
async fn handler() {}

fn main() {}
