//! Every method of `SecuredRouter` and every function of `routing`.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::{convert::Infallible, sync::Arc};

use axum::{extract::Request, response::Response};
use axum_secured::{
    Manifest, Misrouted, SecuredRouter, public, requirement, routes,
    routing::{any, delete, get, head, options, patch, post, put, trace},
    secured,
};
use ui_tests::{Auth, Nobody, User, api_key, bearer};

requirement!(Editor -> User = bearer("items:write"));

#[secured(bearer)]
#[utoipa::path(get, path = "/documented")]
async fn documented() {}
#[public("open")]
#[utoipa::path(post, path = "/documented")]
async fn open() {}
#[secured(any(Editor, api_key))]
async fn plain() {}
#[public("nothing is here")]
async fn missing() -> axum::http::StatusCode {
    axum::http::StatusCode::NOT_FOUND
}
async fn foreign() {}
async fn service(_: Request) -> Result<Response, Infallible> {
    Ok(Response::default())
}

fn methods() -> SecuredRouter<Arc<Auth>> {
    SecuredRouter::default()
        .route("/1", get(plain).post(plain).put(plain).delete(plain).patch(plain))
        .route("/2", head(plain).options(plain).trace(plain).get(plain))
        .route("/3", post(plain))
        .route("/4", put(plain))
        .route("/5", delete(plain))
        .route("/6", patch(plain))
        .route("/7", options(plain))
        .route("/8", trace(plain))
        .route("/9", any(plain))
}

fn whole() -> SecuredRouter<Arc<Auth>> {
    SecuredRouter::new()
        .openapi(utoipa::openapi::OpenApi::default())
        .routes(routes!(documented, open))
        .nest("/nested", methods())
        .merge(SecuredRouter::new().route("/merged", get(plain)))
        .service("/public", tower::service_fn(service), axum_secured::public("assets"))
        .service("/named", tower::service_fn(service), axum_secured::secured::<Editor>())
        .foreign("/scheme", axum::Router::new().route("/", axum::routing::get(foreign)),
            axum_secured::secured::<bearer>())
        .foreign("/open", axum::Router::new(), axum_secured::public("open"))
        .route_layer(axum::middleware::from_fn(pass))
        .layer(axum::middleware::from_fn(pass))
        .layer(tower::util::MapRequestLayer::new(|request: Request| request))
        .fallback(missing)
}

async fn pass(request: Request, next: axum::middleware::Next) -> Response {
    next.run(request).await
}

fn main() -> Result<(), Misrouted> {
    let router = whole();
    let manifest: Manifest = router.manifest();
    assert!(manifest.to_string().contains("/nested/9"));
    let _ = format!("{router:?}");
    let (router, _document): (axum::Router<Arc<Auth>>, utoipa::openapi::OpenApi) =
        router.try_split_for_parts()?;
    let auth = Auth { bearer: Nobody, api_key: Nobody, basic: Nobody };
    let _app: axum::Router = router.with_state(Arc::new(auth));
    let _ = whole().try_into_router()?;
    let _ = whole().split_for_parts();
    Ok(())
}
