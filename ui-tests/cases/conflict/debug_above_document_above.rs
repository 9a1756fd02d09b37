use axum_secured::secured;
use ui_tests::bearer;

#[axum::debug_handler(state = std::sync::Arc<ui_tests::Auth>)]
#[utoipa::path(get, path = "/")]
#[secured(bearer)]
async fn handler() {}

fn main() {}
