//! User names that collide with everything generated code could lean on.
#![no_implicit_prelude]
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types, clippy::unused_async)]

pub mod core {}
pub mod std {}
pub mod axum {}
pub struct S;
pub struct Ok;
pub struct Some;
pub struct Option;
pub struct String;

use ::axum_secured::{Decision, check, routing::get, secured};
use ::ui_tests::{Auth, Machine, User, api_key, bearer};

#[secured(any(bearer("items:read"), api_key))]
async fn handler() {}

#[secured(bearer)]
async fn r#match(#[principal] User: User) {}

#[check]
async fn checks(_: &Machine) -> Decision {
    Decision::Hide
}

#[secured(api_key, check = checks)]
async fn checked() {}

fn router() -> ::axum_secured::SecuredRouter<::std::sync::Arc<Auth>> {
    ::axum_secured::SecuredRouter::new()
        .route("/", get(handler))
        .route("/match", get(r#match))
        .route("/checked", get(checked))
}

fn main() {
    let _ = router().split_for_parts();
}
