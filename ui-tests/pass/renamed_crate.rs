//! The crate by another name.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
extern crate axum_secured as guard;

mod reexport {
    pub use axum_secured;
}

use ui_tests::{Auth, User, bearer};

#[guard::secured(bearer, crate = crate::reexport::axum_secured)]
#[utoipa::path(get, path = "/")]
async fn handler(#[principal] _who: User) {}

#[guard::public("open", crate = guard)]
#[utoipa::path(post, path = "/")]
async fn open() {}

fn main() {
    let _ = guard::SecuredRouter::<std::sync::Arc<Auth>>::new()
        .routes(reexport::axum_secured::routes!(handler, open))
        .split_for_parts();
}
