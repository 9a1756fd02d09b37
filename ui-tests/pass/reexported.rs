//! A facade that hands the crate on; `crate = path` in everything that takes it.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::sync::Arc;

use ui_tests::{Nobody, User};

mod framework {
    pub mod security {
        pub use axum_secured::*;
    }
}

use framework::security::{Scopes, SecuredRouter, SecuritySchemes, public, secured};

#[derive(Scopes)]
#[scopes(crate = framework::security)]
pub enum Scope {
    #[scope("read")]
    Read,
}

#[derive(SecuritySchemes)]
#[schemes(crate = framework::security)]
pub struct Auth {
    #[scheme(http(bearer), scopes = Scope)]
    pub token: Nobody,
}

framework::security::requirement!(Reader -> User = token("read"));

#[secured(Reader, crate = crate::framework::security)]
#[utoipa::path(get, path = "/")]
async fn handler(#[principal] _who: User) {}

#[public("open", crate = self::framework::security)]
#[utoipa::path(post, path = "/")]
async fn open() {}

mod inner {
    #[super::secured(super::token, crate = super::framework::security)]
    #[utoipa::path(put, path = "/")]
    pub(super) async fn handler() {}
}

fn main() {
    let router: SecuredRouter<Arc<Auth>> =
        SecuredRouter::new().routes(framework::security::routes!(handler, open, inner::handler));
    let _ = router.split_for_parts();
}
