//! `#[cfg_attr]` and `#[cfg]` around attributes, arguments, fields and variants.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::sync::Arc;

use axum_secured::{Scopes, SecuredRouter, SecuritySchemes, public, routes, routing::get, secured};
use ui_tests::{Nobody, User};

#[derive(Scopes)]
pub enum Scope {
    #[cfg_attr(all(), scope("read"))]
    Read,
    #[cfg(any())]
    #[scope("never")]
    Never,
    #[cfg(all())]
    #[cfg_attr(all(), scope("write", implies(Read)))]
    #[cfg_attr(any(), scope("twice"))]
    Write,
}

#[cfg_attr(all(), derive(SecuritySchemes))]
#[cfg_attr(all(), schemes(realm = "here"))]
#[cfg_attr(any(), schemes(realm = "there"))]
pub struct Auth {
    /// A token.
    #[cfg_attr(all(), scheme(http(bearer), scopes = Scope))]
    pub token: Nobody,
    #[cfg(any())]
    #[scheme(http(basic))]
    pub never: Nothing,
    #[cfg(all())]
    #[cfg_attr(all(), doc = "A key.")]
    #[scheme(api_key(header = "X-Key"))]
    pub key: Nobody,
}

#[cfg_attr(all(), secured(any(token("read"), key)))]
#[utoipa::path(get, path = "/")]
async fn decided_by_cfg() {}

#[secured(token)]
#[cfg_attr(all(), utoipa::path(post, path = "/"))]
async fn documented_by_cfg(#[principal] _who: User) {}

#[cfg_attr(all(), secured(token), utoipa::path(put, path = "/"))]
async fn both_by_cfg(#[principal] _who: User) {}

#[cfg_attr(any(), secured(token))]
#[cfg_attr(not(any()), public("open in this build"))]
#[utoipa::path(delete, path = "/")]
async fn one_of_two() {}

#[cfg(any())]
#[secured(never)]
async fn absent() {}

#[secured(token)]
async fn arguments(
    #[cfg(any())] never: Nothing,
    #[cfg(all())] _parts: axum::http::Method,
    #[principal] _who: User,
) {
}

fn main() {
    let router: SecuredRouter<Arc<Auth>> = SecuredRouter::new()
        .routes(routes!(decided_by_cfg, documented_by_cfg, both_by_cfg, one_of_two))
        .route("/arguments", get(arguments));
    let document = router.split_for_parts().1;
    let schemes = document.components.expect("components").security_schemes;
    assert_eq!(schemes.keys().collect::<Vec<_>>(), ["key", "token"]);
}
