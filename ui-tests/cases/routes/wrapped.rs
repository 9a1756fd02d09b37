use axum_secured::{SecuredRouter, routes, secured};
use ui_tests::{Auth, bearer};

#[secured(bearer)]
#[utoipa::path(get, path = "/")]
async fn handler() {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>> {
    SecuredRouter::new().routes(routes!(get(handler)))
}

fn main() {}
