//! Floors in every place, and what is strong enough for them.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::sync::Arc;

use axum::extract::{FromRef, State};
use axum_secured::{
    Floor, NoFloor, SecuredRouter, public, requirement, routes,
    routing::{MethodRoutes, any, get},
    secured,
};
use ui_tests::{Auth, Nobody, User, api_key, bearer};

requirement!(Editor -> User = bearer("items:write"));
requirement!(Either -> Who = any(bearer("items:read"), api_key));

struct Who;
impl From<User> for Who {
    fn from(_: User) -> Self {
        Self
    }
}
impl From<ui_tests::Machine> for Who {
    fn from(_: ui_tests::Machine) -> Self {
        Self
    }
}

#[secured(bearer("items:write"))]
#[utoipa::path(get, path = "/")]
async fn editor(#[principal] _who: User) {}
#[secured(any(Editor, api_key))]
#[utoipa::path(put, path = "/")]
async fn either() {}
#[secured(bearer, below_floor = "partners only read")]
#[utoipa::path(post, path = "/")]
async fn exempt() {}
#[public("liveness probe", below_floor = "the load balancer has no token")]
#[utoipa::path(delete, path = "/")]
async fn health() {}
#[secured(bearer("items:write"))]
#[utoipa::path(patch, path = "/")]
async fn with_state<T: Clone + Send + Sync + 'static>(#[principal] _who: User, State(_): State<T>) {}
#[secured(bearer("items:write"))]
async fn generic<T: From<User> + Send + 'static>(#[principal] _who: T) {}

type App = SecuredRouter<Arc<Auth>>;

fn after() -> SecuredRouter<Arc<Auth>, Editor> {
    SecuredRouter::new()
        .floor::<Editor>()
        .routes(routes!(editor, exempt, health))
        .route("/get", get(editor).post(exempt))
        .route("/any", any(editor))
        .route("/apart", apart())
        .merge(SecuredRouter::new())
        .service("/public", axum::Router::new(), public("assets").below_floor("no secrets"))
        .foreign("/keys", axum::Router::new(), secured::<api_key>().below_floor("machines"))
        .fallback(editor)
}

fn before() -> SecuredRouter<Arc<Auth>, Either> {
    let router = App::new().routes(routes!(either)).fallback(exempt);
    router.floor::<Either>()
}

fn two() -> SecuredRouter<Arc<Auth>, ((Editor, Either), bearer)> {
    SecuredRouter::new()
        .floor::<Editor>()
        .floor::<Either>()
        .floor::<bearer>()
        .routes(routes!(editor))
}

fn none() -> SecuredRouter<Arc<Auth>, NoFloor> {
    App::new().merge(after()).nest("/two", two()).nest("/before", before())
}

fn apart() -> MethodRoutes<Arc<Auth>, Editor> {
    get(editor)
}

fn for_any_state<S>() -> SecuredRouter<S, Editor>
where
    S: Clone + Send + Sync + 'static,
    Arc<Auth>: FromRef<S>,
{
    SecuredRouter::new().floor::<Editor>().routes(routes!(editor, exempt, with_state::<S>))
}

fn for_any_principal<T: From<User> + Send + 'static>() -> SecuredRouter<Arc<Auth>, Editor> {
    SecuredRouter::new()
        .floor::<Editor>()
        .route("/get", get(generic::<T>))
}

fn for_any_floor<F: Floor>(router: SecuredRouter<Arc<Auth>, F>) -> SecuredRouter<Arc<Auth>, F> {
    router.route("/get", get(editor)).merge(App::new().routes(routes!(either)))
}

fn main() {
    let auth = Auth { bearer: Nobody, api_key: Nobody, basic: Nobody };
    let router = none()
        .nest("/state", for_any_state())
        .nest("/principal", for_any_principal::<User>())
        .nest("/floor", for_any_floor(App::new()));
    let _app: axum::Router = router.split_for_parts().0.with_state(Arc::new(auth));
}
