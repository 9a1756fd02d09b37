use axum_secured::{SecuredRouter, routes, routing::get, secured};
use ui_tests::{Auth, bearer};

#[secured(bearer)]
#[utoipa::path(get, path = "/")]
async fn handler(_: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8) {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>> {
    SecuredRouter::new().routes(routes!(handler)).route("/again", get(handler))
}

fn main() {}
