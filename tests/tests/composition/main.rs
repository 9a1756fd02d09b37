//! Guarded handlers among tower-http's layers, in nested routers, beside files and foreign services:
//! what is put around a guard neither opens it nor breaks its refusals.
#![allow(missing_docs, clippy::unused_async)]

mod cors;
mod files;
mod layers;
mod logs;
mod nesting;
mod orders;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use axum::{
    Router,
    body::Body,
    extract::{FromRef, State},
};
use axum_secured::{
    Scopes, SecuredRouter, SecuritySchemes, Settings, public, requirement,
    routing::{any, get},
    secured,
};
use http::{Request, Uri, request::Builder};
use tests::{
    ABSENT, Answer, DENIED, FAULT, INSUFFICIENT, INVALID, MALFORMED, Refused, Scripted, UNAVAILABLE,
};

#[derive(Scopes)]
pub(crate) enum Scope {
    #[scope("r")]
    R,
}

#[derive(SecuritySchemes)]
pub(crate) struct Auth {
    #[scheme(http(bearer), scopes = Scope)]
    pub(crate) bearer: Scripted,
    #[scheme(api_key(query = "key"))]
    pub(crate) query: Scripted,
    #[scheme(api_key(cookie = "session"))]
    pub(crate) cookie: Scripted,
}

requirement!(pub(crate) Reader -> String = bearer("r"));

#[derive(Clone, FromRef)]
pub(crate) struct App {
    auth: Arc<Auth>,
    entered: Arc<AtomicUsize>,
}

impl App {
    pub(crate) fn new() -> Self {
        let scripted = Scripted::new(Settings::new());
        Self {
            auth: Arc::new(Auth {
                bearer: scripted.clone(),
                query: scripted.clone(),
                cookie: scripted,
            }),
            entered: Arc::default(),
        }
    }

    /// How often a handler was entered.
    pub(crate) fn entered(&self) -> usize {
        self.entered.load(SeqCst)
    }

    /// How often a verifier was asked; they count together.
    pub(crate) fn asked(&self) -> usize {
        self.auth.bearer.asked()
    }
}

type Entered = State<Arc<AtomicUsize>>;

fn enter(State(entered): Entered) -> &'static str {
    entered.fetch_add(1, SeqCst);
    "entered"
}

#[secured(bearer("r"))]
pub(crate) async fn guarded(entered: Entered) -> &'static str {
    enter(entered)
}

#[secured(query)]
pub(crate) async fn by_query(entered: Entered) -> &'static str {
    enter(entered)
}

#[secured(cookie)]
pub(crate) async fn by_cookie(entered: Entered) -> &'static str {
    enter(entered)
}

#[public("for everybody")]
pub(crate) async fn open() -> &'static str {
    "open"
}

/// A router of axum's own that says which path it sees.
pub(crate) fn foreign() -> Router {
    Router::new().fallback(|uri: Uri| async move { uri.path().to_owned() })
}

/// One of everything.
pub(crate) fn router() -> SecuredRouter<App> {
    SecuredRouter::new()
        .route("/guarded", get(guarded))
        .route("/any-method", any(guarded))
        .route("/by-query", get(by_query))
        .route("/by-cookie", any(by_cookie))
        .route("/open", get(open))
        .nest(
            "/nested",
            SecuredRouter::new().route("/guarded", get(guarded)),
        )
        .merge(SecuredRouter::new().route("/merged", get(guarded)))
        .foreign("/foreign", foreign(), secured::<Reader>())
        .service("/service", foreign(), secured::<Reader>())
}

/// Every path of it that wants a bearer token with the scope `r`, and what is there.
pub(crate) const GUARDED: [(&str, &str); 7] = [
    ("/guarded", "entered"),
    ("/any-method", "entered"),
    ("/nested/guarded", "entered"),
    ("/merged", "entered"),
    ("/foreign", "/"),
    ("/foreign/x", "/x"),
    ("/service", "/service"),
];

pub(crate) const BEARER: &str = r#"Bearer realm="api", scope="r""#;

/// Every kind of refusal: the value of `Authorization` that leads to it, and its challenge.
pub(crate) const REFUSALS: [(&str, Refused, &[&str]); 7] = [
    ("", ABSENT, &[BEARER]),
    (
        "Bearer no",
        INVALID,
        &[r#"Bearer realm="api", scope="r", error="invalid_token""#],
    ),
    (
        "Bearer x y",
        MALFORMED,
        &[r#"Bearer realm="api", scope="r", error="invalid_request""#],
    ),
    (
        "Bearer ok",
        INSUFFICIENT,
        &[r#"Bearer realm="api", scope="r", error="insufficient_scope""#],
    ),
    ("Bearer denied", DENIED, &[]),
    ("Bearer down", UNAVAILABLE, &[]),
    ("Bearer panic", FAULT, &[]),
];

/// What the router looks like from outside once it has its state.
pub(crate) fn finish(router: SecuredRouter<App>, app: &App) -> Router {
    router.split_for_parts().0.with_state(app.clone())
}

pub(crate) fn request(method: &str, path: &str, authorization: &str) -> Builder {
    let request = Request::builder().method(method).uri(path);
    if authorization.is_empty() {
        request
    } else {
        request.header("authorization", authorization)
    }
}

pub(crate) async fn send(app: &Router, request: Builder) -> Answer {
    tests::send(app, request.body(Body::empty()).expect("a request")).await
}

pub(crate) async fn ask(app: &Router, method: &str, path: &str, authorization: &str) -> Answer {
    send(app, request(method, path, authorization)).await
}
