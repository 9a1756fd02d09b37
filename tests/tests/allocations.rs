//! What a guard costs in memory: on the way of an API key, nothing.
#![allow(missing_docs, clippy::unused_async)]

use std::{
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use allocation_counter::measure;
use axum::{
    Router,
    body::{Body, Bytes},
    routing::get,
};
use axum_secured::{
    Admitted, ApiKeys, Roles, Scopes, SecuritySchemes, api_keys::Key, public, secured, testing,
};
use http::{HeaderValue, Request, StatusCode, Uri};
use tower::ServiceExt;

const KEY: &str = "a-key-of-sixteen-bytes";

#[derive(Scopes)]
enum Scope {
    #[scope("read")]
    Read,
}

#[derive(Roles)]
enum Role {
    #[role("staff")]
    Staff,
}

type Keys = ApiKeys<Arc<str>>;

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(api_key(header = "k"), scopes = Scope, roles = Role)]
    header: Keys,
    #[scheme(api_key(query = "k"))]
    query: Keys,
    #[scheme(api_key(cookie = "k"))]
    cookie: Keys,
}

#[public("to compare with")]
async fn open() -> StatusCode {
    StatusCode::OK
}

#[secured(header)]
async fn by_header() -> StatusCode {
    StatusCode::OK
}

#[secured(header, scopes = "read")]
async fn with_principal(#[principal] who: Arc<str>) -> StatusCode {
    assert_eq!(&*who, "ann");
    StatusCode::OK
}

#[secured(header("read", roles = "staff"))]
async fn by_role() -> StatusCode {
    StatusCode::OK
}

#[secured(query)]
async fn by_query() -> StatusCode {
    StatusCode::OK
}

#[secured(cookie)]
async fn by_cookie() -> StatusCode {
    StatusCode::OK
}

#[secured(any(all(cookie, query), header("read")))]
async fn by_several() -> StatusCode {
    StatusCode::OK
}

#[secured(header)]
async fn told_everything(#[principal] _who: Admitted<Arc<str>>) -> StatusCode {
    StatusCode::OK
}

fn app() -> Router {
    let keys = || {
        let key = Key::new(testing::secret(KEY), Arc::from("ann"))
            .scopes("read")
            .roles("staff");
        ApiKeys::builder().with(key).build().expect("a key")
    };
    // The guard alone: `SecuredRouter` also marks answers for caches.
    let router = Router::new()
        .route("/open", get(open))
        .route("/header", get(by_header))
        .route("/principal", get(with_principal))
        .route("/role", get(by_role))
        .route("/query", get(by_query))
        .route("/cookie", get(by_cookie))
        .route("/several", get(by_several))
        .route("/admitted", get(told_everything));
    router.with_state(Arc::new(Auth {
        header: keys(),
        query: keys(),
        cookie: keys(),
    }))
}

/// A part of what a server read, as hyper hands it on: many parts share one buffer.
fn received(text: &str) -> Bytes {
    let buffer = Bytes::from(format!("{text}\r\n"));
    buffer.slice(..text.len())
}

/// Allocations between a request and its answer.
fn allocations(app: &Router, uri: &str, header: Option<(&'static str, &str)>) -> u64 {
    let once = || {
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = Uri::from_maybe_shared(received(uri)).expect("a URI");
        if let Some((name, value)) = header {
            let value = HeaderValue::from_maybe_shared(received(value)).expect("a value");
            request.headers_mut().insert(name, value);
        }
        let app = app.clone();
        let mut status = None;
        let counted = measure(|| {
            let mut response = pin!(app.oneshot(request));
            // Nothing here waits for anything, so no runtime is needed either.
            if let Poll::Ready(Ok(response)) = response
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
            {
                status = Some(response.status());
            }
        });
        assert_eq!(status, Some(StatusCode::OK), "{uri}");
        counted.count_total
    };
    // What is prepared once for the thread is none of this request's cost.
    once();
    once()
}

#[test]
fn an_api_key_is_verified_without_allocating() {
    let app = app();
    let cookie = format!("theme=dark; k={KEY}");
    let query = format!("/query?k={KEY}");
    let open = |header| allocations(&app, "/open", header);
    let key = Some(("k", KEY));
    assert_eq!(allocations(&app, "/header", key), open(key));
    assert_eq!(allocations(&app, "/principal", key), open(key));
    assert_eq!(allocations(&app, "/role", key), open(key));
    assert_eq!(allocations(&app, "/several", key), open(key));
    let cookie = Some(("cookie", cookie.as_str()));
    assert_eq!(allocations(&app, "/cookie", cookie), open(cookie));
    assert_eq!(
        allocations(&app, &query, None),
        allocations(&app, &format!("/open?k={KEY}"), None)
    );
    assert!(
        allocations(&app, "/admitted", key) > open(key),
        "the counter counts: `Admitted` keeps a list"
    );
}
