//! Bugs that comparable systems shipped: each is a named test here, or does not compile.
//!
//! What does not compile is held by a case below `ui-tests/cases`:
//!
//! | bug | case |
//! |---|---|
//! | F8, an unknown scheme drops the requirement | `scheme/misspelt`, `scheme/not_a_scheme`, `derive/unknown_kind`, `derive/unknown_http`; no option skips one: `grammar/unknown_option` |
//! | F12, the opt-out farther away wins | `conflict/secured_twice`, `conflict/public_twice`, `conflict/renamed_second_decision` |
//! | F13, "public" overrides a requirement in silence | `conflict/public_and_secured`, `conflict/secured_and_public` |
//! | F14, a weaker requirement stands instead of the default | `floors/weaker_in_routes`, `floors/public_in_routes`, `floors/optional_in_routes` |
//! | F29, alternatives and checkers that never matter | `scheme/dead_alternative`, `scheme/dead_duplicate`, `scheme/dead_by_implication`, `roles/dead_by_inclusion`, `step_up/dead_by_age` |
//! | F30, a typo in a scope, role or scheme | `scopes/undeclared`, `scopes/undeclared_far`, `scopes/unknown_variant`, `roles/undeclared`, `roles/undeclared_far`, `roles/unknown_variant`, `scheme/misspelt` |
#![allow(missing_docs, clippy::unused_async)]

mod answers;
mod combining;
mod document;
mod reach;
mod tokens;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::OptionalFromRequestParts,
};
use axum_secured::{
    Context, Scopes, SecuredRouter, SecuritySchemes, Settings, Verdict, Verifier, public, routes,
    secured,
};
use http::{Request, StatusCode, request::Parts};
use tests::{Answer, Scripted, send};

#[derive(Scopes)]
pub(crate) enum Scope {
    #[scope("r")]
    R,
    #[scope("w")]
    W,
    #[scope("x", implies(W))]
    X,
}

/// A credential whose reader writes where it should not, whatever it finds.
pub(crate) struct Stamp(String);

#[derive(Clone)]
pub(crate) struct Leak;

impl OptionalFromRequestParts<()> for Stamp {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, (): &()) -> Result<Option<Self>, StatusCode> {
        parts.extensions.insert(Leak);
        parts
            .headers
            .insert("leak", http::HeaderValue::from_static("leak"));
        match parts.headers.get("stamp").map(|value| value.to_str()) {
            None => Ok(None),
            Some(Ok(text)) => Ok(Some(Self(text.to_owned()))),
            Some(Err(_)) => Err(StatusCode::BAD_REQUEST),
        }
    }
}

/// Asks the script about a stamp.
pub(crate) struct Stamps(Scripted);

impl Verifier<Stamp> for Stamps {
    type Principal = String;

    async fn verify(&self, stamp: Stamp, context: &Context<'_>) -> Verdict<String> {
        self.0.answer(&stamp.0, context).await
    }
}

#[derive(SecuritySchemes)]
pub(crate) struct Auth {
    #[scheme(http(bearer), scopes = Scope)]
    pub(crate) bearer: Scripted,
    #[scheme(api_key(header = "k"), scopes = Scope)]
    pub(crate) key: Scripted,
    #[scheme(custom(Stamp, challenge = "Stamp", document = api_key(header = "stamp")))]
    pub(crate) stamp: Stamps,
    /// No route asks for it.
    #[scheme(api_key(header = "unused"))]
    pub(crate) unused: Scripted,
}

#[secured(any(key, bearer))]
#[utoipa::path(get, path = "/either", responses((status = 200)))]
async fn either(#[principal] who: String) -> String {
    who
}

#[secured(any(bearer, key))]
#[utoipa::path(get, path = "/rehtie", responses((status = 200)))]
async fn either_reversed(#[principal] who: String) -> String {
    who
}

#[secured(any(stamp, key))]
#[utoipa::path(get, path = "/stamp", responses((status = 200)))]
async fn stamped(
    #[principal] who: String,
    leak: Option<axum::Extension<Leak>>,
    headers: http::HeaderMap,
) -> String {
    let clean = leak.is_none() && !headers.contains_key("leak");
    format!("{who} {clean}")
}

#[secured(all(bearer, key))]
#[utoipa::path(get, path = "/both", responses((status = 200)))]
async fn both(#[principal] (token, key): (String, String)) -> String {
    format!("{token} {key}")
}

#[secured(any(bearer("r"), bearer("w")))]
#[utoipa::path(get, path = "/one-of", responses((status = 200)))]
async fn one_of() {}

#[secured(any(bearer("r x"), all(bearer("w"), key("r"))))]
#[utoipa::path(get, path = "/scopes", responses((status = 200)))]
async fn several_scopes() {}

#[secured(key("r w"))]
#[utoipa::path(get, path = "/key-scopes", responses((status = 200)))]
async fn key_scopes() {}

#[secured(bearer("x"))]
#[utoipa::path(post, path = "/key-scopes", responses((status = 200)))]
async fn post_beside_it() {}

#[secured(optional(any(bearer, key)))]
#[utoipa::path(get, path = "/optional", responses((status = 200)))]
async fn optional(#[principal] who: Option<String>) -> String {
    who.unwrap_or_else(|| "guest".to_owned())
}

#[secured(bearer)]
#[utoipa::path(put, path = "/mixed/{id}", responses((status = 200)))]
async fn write(_: axum::extract::Path<u8>, _: axum::Json<u8>) {}

#[public("for everybody")]
#[utoipa::path(get, path = "/mixed/{id}", responses((status = 200)))]
async fn open() -> &'static str {
    "open"
}

pub(crate) fn router() -> SecuredRouter<Arc<Auth>> {
    SecuredRouter::new()
        .routes(routes!(either))
        .routes(routes!(either_reversed))
        .routes(routes!(stamped))
        .routes(routes!(both))
        .routes(routes!(one_of))
        .routes(routes!(several_scopes))
        .routes(routes!(key_scopes, post_beside_it))
        .routes(routes!(optional))
        .routes(routes!(write, open))
}

pub(crate) fn auth() -> Arc<Auth> {
    let scripted = Scripted::new(Settings::new().deadline(Duration::from_secs(5)));
    Arc::new(Auth {
        bearer: scripted.clone(),
        key: scripted.clone(),
        stamp: Stamps(scripted.clone()),
        unused: scripted,
    })
}

pub(crate) fn app() -> Router {
    router().split_for_parts().0.with_state(auth())
}

/// A request with the credentials `bearer` and `key`, each unless it is empty.
pub(crate) fn request(method: &str, path: &str, bearer: &str, key: &str) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if !bearer.is_empty() {
        request = request.header("authorization", format!("Bearer {bearer}"));
    }
    if !key.is_empty() {
        request = request.header("k", key);
    }
    request.body(Body::empty()).expect("a request")
}

pub(crate) async fn get(path: &str, bearer: &str, key: &str) -> Answer {
    send(&app(), request("GET", path, bearer, key)).await
}

/// The challenges of routes that take either.
pub(crate) const KEY: &str = r#"ApiKey realm="api", in="header", name="k""#;
pub(crate) const BEARER: &str = r#"Bearer realm="api""#;
pub(crate) const BEARER_INVALID: &str = r#"Bearer realm="api", error="invalid_token""#;
pub(crate) const BEARER_MALFORMED: &str = r#"Bearer realm="api", error="invalid_request""#;
pub(crate) const KEY_MALFORMED: &str =
    r#"ApiKey realm="api", in="header", name="k", error="invalid_request""#;

/// A body that must not be read.
pub(crate) struct Untouched;

impl http_body::Body for Untouched {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        panic!("the body was read before the caller was known")
    }
}

#[test]
fn every_case_that_the_table_names_exists() {
    let table = include_str!("main.rs")
        .lines()
        .filter(|line| line.starts_with("//! | F"));
    let cases = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui-tests/cases");
    let mut named = 0;
    for name in table.flat_map(|line| line.split('`').skip(1).step_by(2)) {
        let case = cases.join(format!("{name}.rs"));
        assert!(case.is_file(), "{name}");
        assert!(case.with_extension("stderr").is_file(), "{name}");
        named += 1;
    }
    assert!(named > 10, "{named}");
}
