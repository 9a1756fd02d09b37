use axum_secured::{SecuredRouter, routes, routing::get, secured};
use ui_tests::{Auth, api_key, bearer};

#[secured(any(api_key, bearer), scopes = "items:read")]
#[utoipa::path(get, path = "/")]
async fn handler(_item: axum::Json<u8>) {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>> {
    SecuredRouter::new().routes(routes!(handler)).route("/again", get(handler))
}

fn main() {}
