use axum_secured::{SecuredRouter, routes, routing::get, secured};
use ui_tests::{Auth, User, bearer};

#[secured(bearer, scope = "items:read")]
#[utoipa::path(get, path = "/")]
async fn handler(#[principal] who: User, _item: axum::Json<u8>) -> &'static str { let _ = who; "" }

fn router() -> SecuredRouter<std::sync::Arc<Auth>> {
    SecuredRouter::new().routes(routes!(handler)).route("/again", get(handler))
}

fn main() {}
