use axum_secured::{SecuredRouter, routes, secured};
use ui_tests::{Auth, bearer};

// It is told what is wrong with it, not that it is weaker.
#[secured(bearer, scope = "items:read")]
#[utoipa::path(get, path = "/")]
async fn list() {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>, bearer> {
    SecuredRouter::new().floor::<bearer>().routes(routes!(list))
}

fn main() {}
