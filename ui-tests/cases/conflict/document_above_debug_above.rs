use axum_secured::secured;
use ui_tests::bearer;

#[utoipa::path(get, path = "/")]
#[axum::debug_handler(state = std::sync::Arc<ui_tests::Auth>)]
#[secured(bearer)]
async fn handler() {}

fn main() {}
