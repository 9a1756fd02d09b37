//! Routers whose state is a parameter, and states of the application's own.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::sync::Arc;

use axum::extract::{FromRef, State};
use axum_secured::{SecuredRouter, public, routes, routing::get, secured};
use ui_tests::{Auth, Nobody, User, bearer};

#[secured(bearer)]
#[utoipa::path(get, path = "/")]
async fn handler(#[principal] _who: User) {}

#[secured(bearer)]
#[utoipa::path(post, path = "/")]
async fn with_auth(State(_): State<Arc<Auth>>) {}

#[public("open")]
#[utoipa::path(put, path = "/")]
async fn open() {}

#[secured(bearer)]
#[utoipa::path(get, path = "/generic")]
async fn with_state<T: Clone + Send + Sync + 'static>(
    #[principal] _who: User,
    State(_): State<T>,
) {
}

/// A library's routes, for whatever state an application has.
fn routes_of<S>() -> SecuredRouter<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<Auth>: FromRef<S>,
{
    SecuredRouter::new()
        .routes(routes!(handler, with_auth, open))
        .route("/plain", get(handler))
}

fn generic_handlers<S>() -> SecuredRouter<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<Auth>: FromRef<S>,
{
    SecuredRouter::new().route("/generic", get(with_state::<S>))
}

fn public_alone<S: Clone + Send + Sync + 'static>() -> SecuredRouter<S> {
    SecuredRouter::new().routes(routes!(open))
}

#[derive(Clone, FromRef)]
struct App {
    auth: Arc<Auth>,
    count: u8,
}

#[secured(bearer)]
#[axum::debug_handler(state = App)]
async fn of_app(State(count): State<u8>, State(_): State<App>) -> String {
    count.to_string()
}

fn main() {
    let auth = || Arc::new(Auth { bearer: Nobody, api_key: Nobody, basic: Nobody });
    let own = App { auth: auth(), count: 1 };
    let router = routes_of::<App>().route("/app", get(of_app));
    let _app: axum::Router = router.split_for_parts().0.with_state(own);
    let router = routes_of().nest("/generic", generic_handlers());
    let _app: axum::Router = router.split_for_parts().0.with_state(auth());
    let _app: axum::Router = public_alone::<()>().split_for_parts().0;
}
