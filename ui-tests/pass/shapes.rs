//! Handlers of every shape axum takes.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::sync::Arc;

use axum::{Json, extract::Path, response::IntoResponse};
use axum_secured::{Admitted, SecuredRouter, public, routes, secured};
use ui_tests::{Auth, Scope, User, api_key, bearer, bearer as token};

#[secured(bearer)]
#[utoipa::path(get, path = "/impl")]
pub async fn returns_impl() -> impl IntoResponse {}

#[secured(token(Scope::ItemsRead))]
#[utoipa::path(get, path = "/alias")]
async fn alias(#[principal] who: Admitted<User>) {
    let _: &User = &who;
}

#[secured(optional(any(bearer, api_key)))]
#[utoipa::path(get, path = "/maybe")]
async fn maybe() {}

#[secured(optional(bearer))]
#[utoipa::path(get, path = "/admitted")]
async fn maybe_admitted(#[principal] _who: Option<Admitted<User>>) {}

#[secured(bearer)]
async fn generic<U>(#[principal] _who: U)
where
    U: From<User> + Send + 'static,
{
}

#[secured(bearer)]
async fn unrelated_generic<const N: usize, T>(#[principal] _who: User, _: Json<T>)
where
    T: Default,
{
}

#[secured(bearer)]
#[cfg_attr(all(), utoipa::path(get, path = "/cfg"))]
async fn under_cfg() {}

#[secured(bearer)]
#[axum::debug_handler(state = Arc<Auth>)]
async fn debugged() {}

#[secured(bearer)]
#[utoipa::path(get, path = "/described")]
#[axum::debug_handler(state = Arc<Auth>)]
async fn described_and_debugged(#[principal] User: User, _: Path<()>) {}

#[secured(bearer)]
async fn fifteen(
    _: Path<()>, _: Path<()>, _: Path<()>, _: Path<()>, _: Path<()>, _: Path<()>, _: Path<()>,
    _: Path<()>, _: Path<()>, _: Path<()>, _: Path<()>, _: Path<()>, _: Path<()>, _: Path<()>,
    _: Json<()>,
) {
}

mod inner {
    #[super::public("a module of its own")]
    #[utoipa::path(get, path = "/inner")]
    pub(super) async fn handler() {}
}

macro_rules! handlers {
    ($($name:ident $path:literal),*) => {$(
        #[secured(bearer("items:read"))]
        #[utoipa::path(get, path = $path)]
        async fn $name(#[principal] _who: User) {}
    )*};
}

handlers!(one "/one", two "/two");

fn main() {
    #[secured(bearer)]
    #[utoipa::path(get, path = "/local")]
    async fn local() {}

    let router: SecuredRouter<Arc<Auth>> = SecuredRouter::new()
        .routes(routes!(returns_impl))
        .routes(routes!(alias))
        .routes(routes!(maybe))
        .routes(routes!(maybe_admitted))
        .routes(routes!(under_cfg))
        .routes(routes!(described_and_debugged))
        .routes(routes!(inner::handler))
        .routes(routes!(one))
        .routes(routes!(two))
        .routes(routes!(local))
        .route("/generic", axum_secured::routing::get(generic::<User>))
        .route("/fifteen", axum_secured::routing::post(fifteen));
    let _ = router.split_for_parts();
}
