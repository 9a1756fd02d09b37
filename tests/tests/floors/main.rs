//! Floors: what is mounted below one is as strong, or says why not, however it was mounted.
#![allow(missing_docs, clippy::unused_async)]

mod exemptions;
mod mounting;
mod strength;

use std::sync::Arc;

use axum_secured::{Roles, Scopes, SecuredRouter, SecuritySchemes, requirement, secured};
use tests::Scripted;

#[derive(Scopes)]
pub(crate) enum Scope {
    #[scope("read")]
    Read,
    #[scope("write", implies(Read))]
    Write,
    #[scope("audit")]
    Audit,
}

#[derive(Roles)]
pub(crate) enum Role {
    #[role("editor")]
    Editor,
    #[role("admin", includes(Editor))]
    Admin,
}

#[derive(SecuritySchemes)]
pub(crate) struct Auth {
    #[scheme(http(bearer), scopes = Scope, roles = Role)]
    pub(crate) bearer: Scripted,
    #[scheme(api_key(header = "k"))]
    pub(crate) key: Scripted,
}

/// Another struct of schemes, with the same names.
pub(crate) mod elsewhere {
    use super::{Role, Scope, Scripted, SecuritySchemes};

    #[derive(SecuritySchemes)]
    pub(crate) struct Elsewhere {
        #[scheme(http(bearer), scopes = Scope, roles = Role)]
        pub(crate) bearer: Scripted,
        #[scheme(api_key(header = "k"))]
        pub(crate) key: Scripted,
    }
}

requirement!(pub(crate) Writer -> String = bearer("write"));
requirement!(pub(crate) Auditor -> String = any(key, bearer("audit")));

#[secured(bearer("write"))]
#[utoipa::path(put, path = "/items", responses((status = 200)))]
pub(crate) async fn change() {}

#[secured(bearer("read"))]
#[utoipa::path(get, path = "/items", responses((status = 200)))]
pub(crate) async fn list() {}

pub(crate) type Router<F = axum_secured::NoFloor> = SecuredRouter<Arc<Auth>, F>;

/// What is wrong with a router.
pub(crate) fn errors<S: Clone + Send + Sync + 'static, F: axum_secured::Floor>(
    router: SecuredRouter<S, F>,
) -> Vec<String> {
    match router.try_into_router() {
        Ok(_) => Vec::new(),
        Err(errors) => errors.errors().to_vec(),
    }
}
