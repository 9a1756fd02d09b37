//! One handler of each shape of output, for the lints of rustc and clippy to judge.
#![deny(
    warnings,
    clippy::all,
    clippy::pedantic,
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    unreachable_pub,
    unused_qualifications,
    unused_results,
    unnameable_types,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    rust_2018_idioms
)]
// A handler is async whether it awaits or not.
#![allow(clippy::unused_async)]
#![forbid(unsafe_code)]

pub mod handlers;
pub mod schemes;

use std::sync::Arc;

use axum_secured::{SecuredRouter, routes, routing};

use crate::{handlers as at, schemes::Auth};

/// Below a floor.
pub fn floored() -> SecuredRouter<Arc<Auth>, schemes::bearer> {
    let router = SecuredRouter::new().floor::<schemes::bearer>();
    router
        .routes(routes!(at::one, at::below))
        .route("/limited", routing::get(at::limited))
}

/// All of them, mounted.
pub fn router() -> SecuredRouter<Arc<Auth>> {
    SecuredRouter::new()
        .routes(routes!(at::one, at::either, at::optional, at::open))
        .routes(routes!(at::both))
        .routes(routes!(at::named))
        .route("/scoped", routing::get(at::scoped).post(at::listed))
        .route(
            "/principal",
            routing::get(at::principal).post(at::converted),
        )
        .route("/pair", routing::get(at::pair).post(at::pattern))
        .route(
            "/admitted",
            routing::get(at::admitted).post(at::admitted_either),
        )
        .route("/maybe", routing::get(at::maybe).post(at::maybe_admitted))
        .route("/generic", routing::get(at::generic::<schemes::User>))
        .route(
            "/connected",
            routing::get(at::connected).post(at::arguments),
        )
        .route("/private", routing::get(at::private))
        .route("/plain", routing::get(at::plain_public).post(at::limited))
        .routes(routes!(at::limited_public))
        .routes(routes!(at::checked))
        .route(
            "/checks/{id}",
            routing::get(at::checked_twice)
                .post(at::checked_generic::<u32>)
                .put(at::checked_by_token),
        )
}
