use axum_secured::{SecuredRouter, routes, secured, Floor};
use ui_tests::{Auth, bearer};

#[secured(bearer)]
#[utoipa::path(get, path = "/")]
async fn list() {}

fn more<F: Floor>(router: SecuredRouter<std::sync::Arc<Auth>, F>) -> SecuredRouter<std::sync::Arc<Auth>, F> {
    router.routes(routes!(list))
}

fn main() {}
