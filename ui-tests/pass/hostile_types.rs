//! User types and traits by the names that generated code could lean on.
#![deny(warnings)]
#![allow(dead_code, unused_macros, clippy::unused_async)]
use ::axum_secured::{
    Admitted, ApiKey, BearerToken, Context, SecuredRouter, SecuritySchemes, Verdict, Verifier,
    public, requirement, routes, routing::get, secured,
};

pub struct S;
pub struct C;
pub struct T;
pub struct A;
pub struct Ok;
pub struct Err;
pub struct Some;
pub struct None;
pub struct Option;
pub struct Result;
pub struct String;
pub struct Vec;
pub struct Box;
pub struct Arc;
pub struct Self_;
pub struct Guard;
pub struct Policy;
pub struct Catalogue;
pub struct Parts;
pub struct Routes;
pub trait From {}
pub trait Into {}
pub trait Default {}
pub trait Send {}
pub trait Sync {}
pub trait Future {}
pub trait Atom {}
pub trait Requirement {}
#[allow(non_camel_case_types)]
pub mod types {
    pub struct usize;
    pub struct str;
    pub struct u8;
    pub struct bool;
}
use types::{bool, str, u8, usize};

const _: (usize, str, u8, bool) = (usize, str, u8, bool);

// `#[utoipa::path]` calls `vec!` and others by their bare names: what it stands on comes before
// the macros of these names.
mod documented {
    use super::{Caller, S, Tokens, key, token};

    #[::axum_secured::secured(any(token(super::Scope::None), key))]
    #[::utoipa::path(get, path = "/")]
    pub(super) async fn either(#[principal] _who: super::Admitted<Caller>) {}

    #[::axum_secured::secured(all(Tokens, key))]
    #[::utoipa::path(put, path = "/")]
    pub(super) async fn both(#[principal] (_a, _b): (Caller, S)) {}
}

macro_rules! none_of_yours {
    ($($name:ident)*) => {$(
        macro_rules! $name {
            ($d:tt) => { compile_error!("a macro of the user's") };
        }
    )*};
}
none_of_yours!(panic assert vec format line file concat stringify matches);

pub struct Verifies;
impl Verifier<ApiKey> for Verifies {
    type Principal = S;
    async fn verify(&self, _: ApiKey, _: &Context<'_>) -> Verdict<S> {
        Verdict::Invalid
    }
}
impl Verifier<BearerToken> for Verifies {
    type Principal = T;
    async fn verify(&self, _: BearerToken, _: &Context<'_>) -> Verdict<T> {
        Verdict::Invalid
    }
}

#[derive(::axum_secured::Scopes)]
pub enum Scope {
    #[scope("ok")]
    Ok,
    #[scope("some", implies(Ok, None))]
    Some,
    #[scope("none")]
    None,
}

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(http(bearer, format = "JWT"), scopes = Scope, realm = "here")]
    pub token: Verifies,
    #[scheme(api_key(header = "X-Key"))]
    pub key: Verifies,
}

pub struct Caller;
impl ::core::convert::From<S> for Caller {
    fn from(_: S) -> Self {
        Self
    }
}
impl ::core::convert::From<T> for Caller {
    fn from(_: T) -> Self {
        Self
    }
}

requirement!(pub Named -> Caller = any(key, token([Scope::Ok, Scope::Some])));

requirement!(pub Tokens -> Caller = token);

#[secured(any(token(Scope::None), key))]
async fn either(#[principal] _who: Admitted<Caller>) {}

#[secured(all(Tokens, key))]
async fn both(#[principal] (_a, _b): (Caller, S)) {}

#[secured(optional(key))]
async fn maybe(#[principal] _who: ::core::option::Option<S>) {}

#[public("open")]
async fn open() {}

fn main() {
    let router: SecuredRouter<::std::sync::Arc<Own>> = SecuredRouter::new()
        .routes(routes!(documented::either, documented::both))
        .route("/maybe", get(maybe).put(either).post(both).delete(open));
    let _ = router.split_for_parts();
}
