use axum_secured::{SecuredRouter, routes, routing::get, public};
use ui_tests::{Auth, User};

#[public("an example")]
#[utoipa::path(get, path = "/")]
async fn handler(#[principal] _who: User) {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>> {
    SecuredRouter::new().routes(routes!(handler)).route("/again", get(handler))
}

fn main() {}
