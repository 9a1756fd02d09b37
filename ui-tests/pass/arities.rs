//! From no further argument to fifteen, with a principal and without.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::sync::Arc;

use axum::{Json, extract::Path};
use axum_secured::{SecuredRouter, public, routes, routing::post, secured};
use ui_tests::{Auth, User, bearer};

type P = Path<()>;

#[secured(bearer)]
#[utoipa::path(get, path = "/")]
async fn none() {}

#[secured(bearer)]
#[utoipa::path(put, path = "/")]
async fn principal(#[principal] _who: User) {}

#[secured(bearer)]
#[utoipa::path(post, path = "/")]
async fn one(_: Json<()>) {}

#[secured(bearer)]
async fn fifteen(
    _: P, _: P, _: P, _: P, _: P, _: P, _: P, _: P, _: P, _: P, _: P, _: P, _: P, _: P,
    _: Json<()>,
) {
}

#[secured(bearer)]
async fn fourteen_and_principal(
    _: P, _: P, _: P, _: P, _: P, _: P, _: P,
    #[principal] _who: User,
    _: P, _: P, _: P, _: P, _: P, _: P,
    _: Json<()>,
) {
}

#[secured(bearer)]
async fn principal_last(_: P, _: Json<()>, #[principal] _who: User,) {}

#[public("open")]
async fn public_fifteen(
    _: P, _: P, _: P, _: P, _: P, _: P, _: P, _: P, _: P, _: P, _: P, _: P, _: P, _: P,
    _: Json<()>,
) {
}

fn main() {
    let router: SecuredRouter<Arc<Auth>> = SecuredRouter::new()
        .routes(routes!(none, principal, one))
        .route("/fifteen", post(fifteen))
        .route("/fourteen", post(fourteen_and_principal))
        .route("/last", post(principal_last))
        .route("/public", post(public_fifteen));
    let _ = router.split_for_parts();
}
