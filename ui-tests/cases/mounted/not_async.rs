use axum_secured::{SecuredRouter, routes, routing::get, secured};
use ui_tests::{Auth, bearer};

#[secured(bearer)]
#[utoipa::path(get, path = "/")]
fn handler() -> &'static str { "" }

fn router() -> SecuredRouter<std::sync::Arc<Auth>> {
    SecuredRouter::new().routes(routes!(handler)).route("/again", get(handler))
}

fn main() {}
