use axum_secured::{SecuredRouter, routes, secured};
use ui_tests::{Auth, User, bearer};

#[secured(bearer)]
#[utoipa::path(get, pth = "/")]
async fn handler(#[principal] _who: User) {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>> {
    SecuredRouter::new().routes(routes!(handler))
}

fn main() {}
