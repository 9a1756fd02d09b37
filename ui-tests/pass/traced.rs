//! `#[tracing::instrument]` below and above the decision.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::sync::Arc;

use axum::{Json, extract::Path};
use axum_secured::{Admitted, SecuredRouter, public, routes, routing::get, secured};
use ui_tests::{Auth, User, bearer};

#[secured(bearer)]
#[utoipa::path(get, path = "/below")]
#[tracing::instrument(skip_all)]
async fn below(#[principal] _who: User) {}

#[secured(bearer)]
#[tracing::instrument(skip_all, fields(id = %id), err, ret)]
#[utoipa::path(get, path = "/between/{id}", params(("id" = u8, Path)))]
async fn between(#[principal] _who: User, Path(id): Path<u8>) -> Result<Json<u8>, String> {
    Ok(Json(id))
}

#[tracing::instrument(skip_all)]
#[secured(bearer)]
#[utoipa::path(get, path = "/above")]
async fn above(#[principal] _who: User) {}

#[tracing::instrument(skip_all, level = "debug", name = "seen")]
#[secured(optional(bearer))]
async fn above_undocumented(#[principal] _who: Option<Admitted<User>>) -> &'static str {
    "seen"
}

// Records its argument, which is the principal and not the guard around it.
#[secured(bearer)]
#[tracing::instrument]
async fn records(#[principal] who: User) {
    let _ = who;
}

#[tracing::instrument(skip_all)]
#[public("open")]
#[utoipa::path(post, path = "/above")]
async fn above_public() {}

#[public("open")]
#[tracing::instrument(skip_all)]
#[utoipa::path(post, path = "/below")]
async fn below_public() {}

fn main() {
    let router: SecuredRouter<Arc<Auth>> = SecuredRouter::new()
        .routes(routes!(below, below_public))
        .routes(routes!(between))
        .routes(routes!(above, above_public))
        .route("/undocumented", get(above_undocumented))
        .route("/records", get(records));
    let _ = router.split_for_parts();
}
