use axum_secured::{SecuredRouter, routes, routing::get, public as open, secured};
use ui_tests::{Auth, bearer};

#[secured(bearer)]
#[utoipa::path(get, path = "/")]
#[open("an example")]
async fn handler() {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>> {
    SecuredRouter::new().routes(routes!(handler)).route("/again", get(handler))
}

fn main() {}
