//! The wire contract: what the standards demand of whoever guards an endpoint, line by line.
//!
//! A test is named for the line it decides: H is the HTTP frame (RFC 9110), B Bearer (RFC 6750),
//! A Basic (RFC 7617), C cookies (RFC 6265), J token mechanics (RFC 7515 to 7519), P the profiles
//! of RFC 8725 and RFC 9068, D what RFC 9449 and RFC 9457 add.
#![allow(missing_docs, clippy::unused_async)]

mod basic_logins;
mod bearer_tokens;
mod caching;
mod challenges;
mod claims;
mod cookies;
mod frame;
mod header;
mod keys;
mod problem;
mod shape;
mod token;

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes},
};
use axum_secured::{
    Basic, Context, Scopes, SecuredRouter, SecuritySchemes, Verdict, Verifier, routes, secured,
};
use http::{HeaderValue, Request};
use tests::{Answer, Scripted, send};

#[derive(Scopes)]
pub(crate) enum Scope {
    #[scope("r")]
    R,
    #[scope("w")]
    W,
}

/// Tells who logged in with what.
#[derive(Clone)]
pub(crate) struct Logins;

impl Verifier<Basic> for Logins {
    type Principal = String;

    async fn verify(&self, login: Basic, _: &Context<'_>) -> Verdict<String> {
        let password = login.expose_password();
        if password == "wrong" {
            return Verdict::Invalid;
        }
        Verdict::valid(format!("{}|{password}", login.username()))
    }
}

#[derive(SecuritySchemes)]
#[schemes(realm = "items")]
pub(crate) struct Auth {
    #[scheme(http(bearer), scopes = Scope)]
    pub(crate) bearer: Scripted,
    #[scheme(api_key(header = "X-Key"))]
    pub(crate) key: Scripted,
    #[scheme(api_key(query = "key"))]
    pub(crate) query: Scripted,
    #[scheme(api_key(cookie = "sid"))]
    pub(crate) cookie: Scripted,
    #[scheme(http(basic), realm = "people")]
    pub(crate) basic: Logins,
}

macro_rules! handlers {
    ($($name:ident $path:literal ($($requirement:tt)*);)*) => {
        $(
            #[secured($($requirement)*)]
            #[utoipa::path(method(get, post), path = $path, responses((status = 200)))]
            async fn $name(#[principal] who: String) -> String {
                who
            }
        )*

        pub(crate) fn app() -> Router {
            app_asking(&Scripted::default())
        }

        /// Where bearer tokens, keys and cookies are asked of `scripted`.
        pub(crate) fn app_asking(scripted: &Scripted) -> Router {
            let auth = Auth {
                bearer: scripted.clone(),
                key: scripted.clone(),
                query: scripted.clone(),
                cookie: scripted.clone(),
                basic: Logins,
            };
            let router = SecuredRouter::new()$(.routes(routes!($name)))*.routes(routes!(maybe));
            router.split_for_parts().0.with_state(Arc::new(auth))
        }
    };
}

handlers! {
    by_bearer "/bearer" (bearer);
    scoped "/scoped" (bearer("r w"));
    by_key "/key" (key);
    by_query "/query" (query);
    by_cookie "/cookie" (cookie);
    by_basic "/basic" (basic);
    every "/every" (any(bearer("r"), key, query, cookie, basic));
}

#[secured(optional(any(bearer, basic)))]
#[utoipa::path(get, path = "/maybe", responses((status = 200)))]
async fn maybe(#[principal] who: Option<String>) -> String {
    who.unwrap_or_else(|| "guest".to_owned())
}

pub(crate) const BEARER: &str = r#"Bearer realm="items""#;
pub(crate) const BEARER_INVALID: &str = r#"Bearer realm="items", error="invalid_token""#;
pub(crate) const BEARER_MALFORMED: &str = r#"Bearer realm="items", error="invalid_request""#;
pub(crate) const KEY: &str = r#"ApiKey realm="items", in="header", name="X-Key""#;
pub(crate) const QUERY: &str = r#"ApiKey realm="items", in="query", name="key""#;
pub(crate) const COOKIE: &str = r#"ApiKey realm="items", in="cookie", name="sid""#;
pub(crate) const COOKIE_MALFORMED: &str =
    r#"ApiKey realm="items", in="cookie", name="sid", error="invalid_request""#;
pub(crate) const BASIC: &str = r#"Basic realm="people", charset="UTF-8""#;
pub(crate) const BASIC_MALFORMED: &str =
    r#"Basic realm="people", charset="UTF-8", error="invalid_request""#;

/// A request with these header lines, whatever bytes they hold.
pub(crate) fn request<V: AsRef<[u8]>>(
    method: &str,
    path: &str,
    lines: &[(&str, V)],
) -> Request<Body> {
    lines
        .iter()
        .fold(
            Request::builder().method(method).uri(path),
            |request, (name, value)| {
                let value = HeaderValue::from_bytes(value.as_ref()).expect("a header value");
                request.header(*name, value)
            },
        )
        .body(Body::empty())
        .expect("a request")
}

pub(crate) async fn get<V: AsRef<[u8]>>(path: &str, lines: &[(&str, V)]) -> Answer {
    send(&app(), request("GET", path, lines)).await
}

/// The same with one `Authorization` line.
pub(crate) async fn authorized(path: &str, value: impl AsRef<[u8]>) -> Answer {
    get(path, &[("authorization", value)]).await
}

pub(crate) const NOTHING: &[(&str, &str)] = &[];

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
