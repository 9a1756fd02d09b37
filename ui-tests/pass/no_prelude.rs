//! Both derives, both attributes and `requirement!` in a program without a prelude.
// `#[utoipa::path]` needs the prelude, so nothing is documented here.
#![no_implicit_prelude]
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]

use ::axum_secured::{
    Admitted, ApiKey, Context, Decision, SecuredRouter, check, SecuritySchemes, Verdict, Verifier, public,
    requirement, routing, secured,
};

#[derive(::core::fmt::Debug, ::axum_secured::Scopes)]
pub enum Scope {
    #[scope("read")]
    Read,
    #[scope("write", implies(Read))]
    Write,
}

pub struct Keys;

impl Verifier<ApiKey> for Keys {
    type Principal = u8;
    async fn verify(&self, _: ApiKey, _: &Context<'_>) -> Verdict<u8> {
        Verdict::Invalid
    }
}

#[derive(SecuritySchemes)]
#[schemes(realm = "here", render = ::axum_secured::render::Detail)]
pub struct Auth {
    #[scheme(api_key(header = "X-Key"), scopes = Scope, realm = "there")]
    pub key: Keys,
    #[scheme(api_key(query = "key"))]
    pub other: Keys,
}

requirement!(pub Editor -> u8 = any(key("write"), other));
requirement!(pub Reader -> u8 = any(key(Scope::Read), other));


#[secured(any(key([Scope::Read, Scope::Write]), other))]
async fn either(#[principal] _who: Admitted<u8>) {}

#[secured(optional(all(key, other)))]
async fn both(#[principal] _who: ::core::option::Option<(u8, u8)>) {}

#[secured(Reader)]
async fn named(#[principal] who: u8) -> ::std::string::String {
    ::std::format!("{who}")
}

#[check]
async fn is_open(_: ::core::option::Option<&Admitted<u8>>) -> Decision {
    Decision::Allow
}

#[check]
async fn owns<T: ::core::convert::From<u8> + ::core::marker::Send>(who: &u8) -> Decision {
    let _ = T::from(*who);
    Decision::Hide
}

#[secured(optional(key), check = is_open)]
async fn checked(#[principal] _who: ::core::option::Option<u8>) {}

#[secured(any(key, other), check = [owns::<u8>, is_open])]
async fn checked_twice() {}

#[public("open")]
async fn open() {}

#[secured(key, limit = "100/minute")]
async fn limited() {}

#[public("open", limit = "1/day")]
async fn limited_public() {}

#[secured(key, below_floor = "why")]
async fn below() {}

#[public("open", below_floor = "why")]
async fn below_public() {}

fn main() {
    let router: SecuredRouter<::std::sync::Arc<Auth>> =
        SecuredRouter::new().route(
        "/",
        routing::get(either).put(both).post(named).delete(open).patch(checked).trace(checked_twice),
    );
    let _ = router.split_for_parts();
}
