use axum_secured::secured;
use ui_tests::bearer;

#[axum::debug_handler(state = std::sync::Arc<ui_tests::Auth>)]
#[secured(bearer)]
#[utoipa::path(get, path = "/")]
async fn handler() {}

fn main() {}
