use axum_secured::{SecuredRouter, public, requirement, routing::{any, get}, secured};
use ui_tests::{Auth, User, bearer};

requirement!(Editor -> User = bearer("items:write"));

#[secured(bearer("items:read"))]
async fn list() {}

#[public("liveness probe")]
async fn health() {}

#[public("nothing is here")]
async fn missing() {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>, Editor> {
    let router = SecuredRouter::new().floor::<Editor>();
    let router = router.route("/", get(list));
    let router = router.route("/health", any(health));
    router.fallback(missing)
}

fn main() {
    let _ = router();
}
