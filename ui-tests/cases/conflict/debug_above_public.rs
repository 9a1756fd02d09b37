use axum_secured::public;

#[axum::debug_handler(state = std::sync::Arc<ui_tests::Auth>)]
#[public("open")]
async fn handler() {}

fn main() {}
