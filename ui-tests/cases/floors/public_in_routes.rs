use axum_secured::{SecuredRouter, public, routes};
use ui_tests::{Auth, bearer};

#[public("liveness probe")]
#[utoipa::path(get, path = "/health")]
async fn health() {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>, bearer> {
    SecuredRouter::new().floor::<bearer>().routes(routes!(health))
}

fn main() {}
