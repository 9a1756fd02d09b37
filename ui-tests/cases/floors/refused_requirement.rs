use axum_secured::{SecuredRouter, requirement, routes, secured};
use ui_tests::{Auth, User, bearer};

requirement!(Editor -> User = bearer("items:wirte"));

#[secured(bearer("items:write"))]
#[utoipa::path(get, path = "/")]
async fn list() {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>, Editor> {
    SecuredRouter::new().floor::<Editor>().routes(routes!(list))
}

fn main() {}
