use axum_secured::secured;
use ui_tests::bearer;

#[utoipa::path(get, path = "/")]
#[secured(bearer)]
#[axum::debug_handler(state = std::sync::Arc<ui_tests::Auth>)]
async fn handler() {}

fn main() {}
