use axum_secured::{SecuredRouter, routes, secured};
use ui_tests::{Auth, bearer};

#[secured(optional(bearer))]
#[utoipa::path(get, path = "/")]
async fn list() {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>, bearer> {
    SecuredRouter::new().floor::<bearer>().routes(routes!(list))
}

fn main() {}
