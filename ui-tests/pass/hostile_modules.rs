//! User modules by the names of the crates that generated code speaks of.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]

pub mod core {}
pub mod std {}
pub mod alloc {}
pub mod axum {}
pub mod axum_secured {}
pub mod axum_secured_macros {}
pub mod utoipa {}
pub mod http {}
pub mod guard {}
pub mod __private {}

use ::axum_secured::{Scopes, SecuredRouter, SecuritySchemes, requirement, routes, routing::get};
use ::ui_tests::{Nobody, User};

#[derive(Scopes)]
pub enum Scope {
    #[scope("read")]
    Read,
    #[scope("write", implies(Read))]
    Write,
}

#[derive(SecuritySchemes)]
pub struct Auth {
    #[scheme(oauth2(password(token_url = "/token")), scopes = Scope)]
    pub token: Nobody,
    #[scheme(custom(Signed, challenge = "Signed", document = http(bearer)))]
    pub signed: Signatures,
}

pub struct Signed;
impl<S: Sync> ::axum::extract::OptionalFromRequestParts<S> for Signed {
    type Rejection = ();
    async fn from_request_parts(
        _: &mut ::axum::http::request::Parts,
        _: &S,
    ) -> Result<Option<Self>, ()> {
        Ok(None)
    }
}
pub struct Signatures;
impl ::axum_secured::Verifier<Signed> for Signatures {
    type Principal = User;
    async fn verify(
        &self,
        _: Signed,
        _: &::axum_secured::Context<'_>,
    ) -> ::axum_secured::Verdict<User> {
        ::axum_secured::Verdict::Invalid
    }
}

requirement!(Writer -> User = any(token("write"), signed));

#[::axum_secured::secured(any(Writer, token(Scope::Read)))]
async fn undocumented(#[principal] _who: User) {}

#[::axum_secured::secured(any(token, signed))]
#[::axum::debug_handler(state = ::std::sync::Arc<Auth>)]
async fn debugged(#[principal] _who: ::axum_secured::Admitted<User>) {}

// What `#[utoipa::path]` itself writes speaks of `utoipa` by its bare name: documented handlers
// stand where that name is the crate.
mod documented {
    use ::utoipa;

    use super::token;

    #[::axum_secured::secured(token("read"))]
    #[utoipa::path(get, path = "/")]
    pub(super) async fn handler() {}

    #[::axum_secured::public("open")]
    #[utoipa::path(post, path = "/")]
    pub(super) async fn open() {}
}

fn main() {
    let router: SecuredRouter<::std::sync::Arc<Auth>> = SecuredRouter::new()
        .routes(routes!(documented::handler, documented::open))
        .route("/undocumented", get(undocumented))
        .route("/debugged", get(debugged));
    let _ = router.split_for_parts();
}
