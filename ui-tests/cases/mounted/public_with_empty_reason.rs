use axum_secured::{SecuredRouter, routes, routing::get, public};
use ui_tests::{Auth};

#[public("")]
#[utoipa::path(get, path = "/")]
async fn handler(_item: axum::Json<u8>) {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>> {
    SecuredRouter::new().routes(routes!(handler)).route("/again", get(handler))
}

fn main() {}
