//! What the messages suggest.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use axum_secured::{public, requirement, secured};
use ui_tests::{Machine, Scope, User, api_key, basic, bearer};

#[secured(bearer)]
async fn plain() {}
#[public("liveness probe")]
async fn open() {}
#[secured(any(api_key, bearer("items:read")))]
async fn given_to_the_scheme() {}
#[secured(all(api_key, bearer([Scope::ItemsRead, Scope::ItemsWrite])))]
async fn list_given_to_the_scheme() {}
#[secured(any(api_key, bearer))]
async fn either() {}
#[secured(all(api_key, bearer))]
async fn both() {}
#[secured(optional(any(api_key, bearer)))]
async fn optional() {}
#[secured(bearer("items:read items:write"))]
async fn joined() {}
#[secured(bearer(["items:read", "items:write"]))]
async fn listed() {}
#[secured(bearer, scopes = "items:read")]
async fn sugar() {}
#[secured(optional(bearer))]
async fn known_if_signed_in(#[principal] _who: Option<User>) {}
requirement!(Editor -> User = any(bearer("items:write"), basic));
#[secured(Editor)]
async fn named(#[principal] _who: User) {}
#[secured(optional(Editor))]
async fn named_optional(#[principal] _who: Option<User>) {}
#[secured(all(Editor, api_key))]
async fn product(#[principal] (_user, _machine): (User, Machine)) {}

fn main() {}
