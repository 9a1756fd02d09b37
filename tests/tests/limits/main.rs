//! Limits: how often callers may ask, who counts as one, and how often an attempt may fail.
#![allow(missing_docs, clippy::unused_async)]

mod addresses;
mod callers;
mod logins;
mod published;
#[cfg(unix)]
mod redis;
mod requests;

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, FromRequestParts},
};
use axum_secured::{
    ApiKey, Basic, BearerToken, Context, Limits, SecuredRouter, SecuritySchemes, Verdict, Verified,
    Verifier, public, routes, secured,
};
use http::{Request, request::Parts};
use tests::Answer;

/// Knows everybody by the name before the first dot, `nameless` by no name, and nobody called `no`.
pub(crate) struct Names;

fn named(text: &str) -> Verdict<String> {
    match text.split('.').next() {
        Some("no") | None => Verdict::Invalid,
        Some("nameless") => Verdict::valid(text.to_owned()),
        Some(name) => Verdict::Valid(Verified::new(text.to_owned()).subject(name)),
    }
}

impl Verifier<ApiKey> for Names {
    type Principal = String;
    async fn verify(&self, key: ApiKey, _: &Context<'_>) -> Verdict<String> {
        named(key.expose())
    }
}

impl Verifier<BearerToken> for Names {
    type Principal = String;
    fn verify_now(&self, token: &BearerToken, _: &Context<'_>) -> Option<Verdict<String>> {
        Some(named(token.expose()))
    }
    async fn verify(&self, token: BearerToken, _: &Context<'_>) -> Verdict<String> {
        named(token.expose())
    }
}

impl Verifier<Basic> for Names {
    type Principal = String;
    async fn verify(&self, basic: Basic, _: &Context<'_>) -> Verdict<String> {
        named(basic.expose_password())
    }
}

#[derive(SecuritySchemes)]
pub(crate) struct Auth {
    #[scheme(http(bearer))]
    bearer: Names,
    #[scheme(api_key(header = "k"))]
    key: Names,
    #[scheme(api_key(query = "q"))]
    query: Names,
    #[scheme(api_key(cookie = "c"))]
    cookie: Names,
    #[scheme(http(basic))]
    basic: Names,
}

impl Auth {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            bearer: Names,
            key: Names,
            query: Names,
            cookie: Names,
            basic: Names,
        })
    }
}

/// Whoever gets as far as the handler's own extractors.
pub(crate) struct Reached;

impl<S: Sync> FromRequestParts<S> for Reached {
    type Rejection = &'static str;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, &'static str> {
        match parts.headers.get("x-unfit") {
            Some(_) => Err("unfit"),
            None => Ok(Self),
        }
    }
}

/// Lists items.
#[secured(any(bearer, key, query, cookie, basic), limit = "3/minute")]
#[utoipa::path(get, path = "/items", description = "All of them.", responses((status = 200)))]
pub(crate) async fn items(#[principal] who: String, _: Reached) -> String {
    who
}

#[secured(all(bearer, key), limit = "1/hour")]
#[utoipa::path(get, path = "/both", responses((status = 200)))]
pub(crate) async fn both() {}

#[secured(optional(bearer), limit = "2/second")]
#[utoipa::path(get, path = "/maybe", responses((status = 200)))]
pub(crate) async fn maybe() {}

#[public("sign-in", limit = "5/minute")]
#[utoipa::path(post, path = "/token", responses((status = 200)))]
pub(crate) async fn token() {}

#[public("liveness probe")]
#[utoipa::path(get, path = "/health", responses((status = 200)))]
pub(crate) async fn health() {}

pub(crate) fn router() -> SecuredRouter<Arc<Auth>> {
    SecuredRouter::new()
        .routes(routes!(items))
        .routes(routes!(both))
        .routes(routes!(maybe))
        .routes(routes!(token))
        .routes(routes!(health))
}

/// All of them, with counters of their own.
pub(crate) fn app() -> Router {
    with(Limits::builder().build().expect("limits"))
}

pub(crate) fn with(limits: Limits) -> Router {
    let (router, _) = router().limits(limits).split_for_parts();
    router.with_state(Auth::new())
}

/// A request without a credential from `peer`.
pub(crate) fn from(peer: &str, method: &str, path: &str) -> Request<Body> {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = method.parse().expect("a method");
    *request.uri_mut() = path.parse().expect("a path");
    let peer: SocketAddr = peer.parse().expect("a peer");
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

/// `GET` with these headers, from where nobody cares.
pub(crate) fn get(path: &str, headers: &[(&'static str, &str)]) -> Request<Body> {
    let mut request = from("192.0.2.1:1", "GET", path);
    for (name, value) in headers {
        let value = value.parse().expect("a value");
        request.headers_mut().append(*name, value);
    }
    request
}

/// `GET` with a bearer token.
pub(crate) async fn bear(app: &Router, path: &str, token: &str) -> Answer {
    let value = format!("Bearer {token}");
    tests::send(app, get(path, &[("authorization", &value)])).await
}
