use axum::extract::FromRef;
use axum_secured::{SecuredRouter, routes, secured};
use std::sync::Arc;
use ui_tests::{Auth, bearer, elsewhere::{Elsewhere, other}};

#[derive(Clone, FromRef)]
struct App(Arc<Auth>, Arc<Elsewhere>);

#[secured(bearer)]
#[utoipa::path(get, path = "/")]
async fn list() {}

fn router() -> SecuredRouter<App, other> {
    SecuredRouter::new().floor::<other>().routes(routes!(list))
}

fn main() {}
