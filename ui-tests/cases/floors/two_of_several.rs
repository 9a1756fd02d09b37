// 2 mistakes
use axum_secured::{SecuredRouter, requirement, routes, secured};
use ui_tests::{Auth, User, api_key, bearer};

requirement!(Editor -> User = bearer("items:write"));
requirement!(Admin -> User = bearer(roles = "admin"));

#[secured(bearer("items:write", roles = "admin"))]
#[utoipa::path(get, path = "/")]
async fn strong(#[principal] _who: User) {}

#[secured(bearer("items:write"))]
#[utoipa::path(post, path = "/")]
async fn editor(#[principal] _who: User) {}

#[secured(any(bearer("items:write", roles = "admin"), api_key))]
#[utoipa::path(put, path = "/")]
async fn either() {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>, (Editor, Admin)> {
    let router = SecuredRouter::new().floor::<Editor>().floor::<Admin>();
    router.routes(routes!(strong, editor, either))
}

fn main() {}
