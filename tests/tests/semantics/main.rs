//! How a requirement is decided: a test for each numbered line of the semantics.
//!
//! | line | |
//! |---|---|
//! | 1, 3, 5, 6, 7 | `alternatives` |
//! | 2 | `slots`, `certificates` |
//! | 4 | `causes` |
//! | 8, 9, 12 | `order`, `faults` |
//! | 10 | `browsers`, `certificates` |
//! | 11 | `secrecy` |
#![allow(missing_docs, clippy::unused_async)]

mod alternatives;
mod browsers;
mod causes;
mod certificates;
mod customs;
mod faults;
mod order;
mod secrecy;
mod slots;

use std::{ops::Deref, sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::OptionalFromRequestParts,
};
use axum_secured::{
    Admitted, Context, Scopes, SecuredRouter, SecuritySchemes, Settings, Verdict, Verifier,
    requirement, routes, secured,
};
use http::{
    Request, StatusCode,
    request::{Builder, Parts},
};
use tests::{Answer, Scripted};

#[derive(Scopes)]
pub(crate) enum Scope {
    #[scope("r")]
    R,
    #[scope("w", implies(R))]
    W,
    #[scope("x")]
    X,
    #[scope("admin", implies(W, X))]
    Admin,
}

/// A credential of the application's own.
pub(crate) struct Stamp(String);

impl OptionalFromRequestParts<()> for Stamp {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, (): &()) -> Result<Option<Self>, StatusCode> {
        match parts.headers.get("stamp").map(|value| value.to_str()) {
            None => Ok(None),
            Some(Ok("broken extractor")) => panic!("scripted"),
            Some(Ok(text)) => Ok(Some(Self(text.to_owned()))),
            Some(Err(_)) => Err(StatusCode::IM_A_TEAPOT),
        }
    }
}

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
    #[scheme(api_key(query = "q"))]
    pub(crate) query: Scripted,
    #[scheme(http(basic))]
    pub(crate) basic: Scripted,
    #[scheme(api_key(cookie = "c"))]
    pub(crate) cookie: Scripted,
    #[scheme(custom(Stamp, challenge = "Stamp", document = api_key(header = "stamp")))]
    pub(crate) stamp: Stamps,
}

requirement!(Editor -> Pair = any(bearer("w"), all(key("r"), query)));

impl From<(String, String)> for Pair {
    fn from((one, other): (String, String)) -> Self {
        Self(format!("{one} {other}"))
    }
}

impl From<String> for Pair {
    fn from(one: String) -> Self {
        Self(one)
    }
}

/// One principal or two, in words.
pub(crate) struct Pair(String);

macro_rules! handlers {
    ($($name:ident $path:literal ($($requirement:tt)*);)*) => {
        $(
            #[secured($($requirement)*)]
            #[utoipa::path(method(get, post), path = $path, responses((status = 200)))]
            async fn $name(#[principal] who: Admitted<String>) -> String {
                format!("{} by {}", *who, who.scheme())
            }
        )*

        pub(crate) fn router() -> SecuredRouter<Arc<Auth>> {
            SecuredRouter::new()$(.routes(routes!($name)))*
                .routes(routes!(both))
                .routes(routes!(longer_first))
                .routes(routes!(edit))
                .routes(routes!(optional))
                .routes(routes!(body))
                .route("/any-method", axum_secured::routing::any(any_method))
        }
    };
}

handlers! {
    one "/one" (bearer);
    needs_r "/r" (bearer("r"));
    needs_rx "/rx" (bearer("r x"));
    either "/either" (any(key, bearer));
    either_scope "/either-scope" (any(bearer("x"), bearer("w")));
    lenient_last "/lenient-last" (any(bearer("x"), bearer));
    nearest "/nearest" (any(bearer("r x"), key("r")));
    by_query "/query" (query);
    by_cookie "/cookie" (cookie);
    cookie_or_key "/cookie-or-key" (any(cookie, key));
    by_basic "/basic" (basic);
    by_stamp "/stamp" (any(stamp, key));
}

#[secured(all(bearer("r"), key))]
#[utoipa::path(get, path = "/both", responses((status = 200)))]
async fn both(#[principal] (first, second): (String, String)) -> String {
    format!("{first} {second}")
}

#[secured(any(all(key, bearer), key))]
#[utoipa::path(get, path = "/longer-first", responses((status = 200)))]
async fn longer_first(#[principal] who: Pair) -> String {
    who.0
}

#[secured(any(Editor, basic))]
#[utoipa::path(get, path = "/edit", responses((status = 200)))]
async fn edit() {}

#[secured(optional(any(bearer, key)))]
#[utoipa::path(get, path = "/optional", responses((status = 200)))]
async fn optional(#[principal] who: Option<Admitted<String>>) -> String {
    who.map_or("guest".to_owned(), Admitted::into_principal)
}

#[secured(bearer)]
#[utoipa::path(post, path = "/body/{id}", responses((status = 200)))]
async fn body(_: axum::extract::Path<u8>, _: axum::extract::Query<Page>, _: Bytes) {}

#[derive(serde::Deserialize)]
pub(crate) struct Page {
    #[allow(dead_code)]
    page: u8,
}

#[secured(bearer)]
async fn any_method() -> &'static str {
    "handled"
}

pub(crate) const BEARER: &str = r#"Bearer realm="api""#;
pub(crate) const BEARER_INVALID: &str = r#"Bearer realm="api", error="invalid_token""#;
pub(crate) const KEY: &str = r#"ApiKey realm="api", in="header", name="k""#;

/// The answer, and how often verifiers were asked for it.
pub(crate) struct Asked {
    answer: Answer,
    pub(crate) asked: usize,
}

impl Deref for Asked {
    type Target = Answer;

    fn deref(&self) -> &Answer {
        &self.answer
    }
}

pub(crate) fn app(scripted: &Scripted) -> Router {
    let auth = Auth {
        bearer: scripted.clone(),
        key: scripted.clone(),
        query: scripted.clone(),
        basic: scripted.clone(),
        cookie: scripted.clone(),
        stamp: Stamps(scripted.clone()),
    };
    router().split_for_parts().0.with_state(Arc::new(auth))
}

pub(crate) async fn send(request: Builder) -> Asked {
    send_body(request, Body::empty()).await
}

pub(crate) async fn send_body(request: Builder, body: Body) -> Asked {
    let settings = Settings::new()
        .deadline(Duration::from_secs(5))
        .trusted_origin("https://app.example.com");
    let scripted = Scripted::new(settings.expect("an origin"));
    let request = request.body(body).expect("a request");
    let answer = tests::send(&app(&scripted), request).await;
    Asked {
        answer,
        asked: scripted.asked(),
    }
}

pub(crate) fn get(path: &str) -> Builder {
    Request::get(path)
}

/// Sends `bearer` and `key`, each unless it is empty.
pub(crate) async fn with(path: &str, bearer: &str, key: &str) -> Asked {
    let mut request = get(path);
    if !bearer.is_empty() {
        request = request.header("authorization", format!("Bearer {bearer}"));
    }
    if !key.is_empty() {
        request = request.header("k", key);
    }
    send(request).await
}
