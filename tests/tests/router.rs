//! Putting routers together: what fits is guarded and listed, what does not is reported at once.
#![allow(missing_docs, clippy::unused_async)]

use std::sync::Arc;

use axum::{Router, body::Body, extract::Request};
use axum_secured::{
    ApiKeys, Secret, SecuredRouter, SecuritySchemes, public, requirement, routes,
    routing::{any, get},
    secured,
};
use tower::ServiceExt;

const KEY: &str = "a-key-of-sixteen-bytes";

#[derive(Clone)]
struct System;

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(api_key(header = "k"))]
    key: ApiKeys<System>,
}

requirement!(Machine -> System = key);

#[secured(key)]
#[utoipa::path(get, path = "/a", responses((status = 200)))]
async fn a() -> &'static str {
    "a"
}

#[secured(key)]
#[utoipa::path(post, path = "/b", responses((status = 200)))]
async fn b() {}

#[secured(key)]
async fn plain() -> &'static str {
    "plain"
}

#[public("open on purpose")]
async fn open() -> &'static str {
    "open"
}

#[secured(key)]
async fn lost() {}

fn auth() -> Arc<Auth> {
    let secret = Secret::from_bytes(KEY.as_bytes());
    Arc::new(Auth {
        key: ApiKeys::builder()
            .key(secret, System)
            .build()
            .expect("keys"),
    })
}

async fn status(app: &Router, method: &str, path: &str, key: bool) -> u16 {
    let mut request = Request::builder().method(method).uri(path);
    if key {
        request = request.header("k", KEY);
    }
    let request = request.body(Body::empty()).expect("a request");
    app.clone()
        .oneshot(request)
        .await
        .expect("a response")
        .status()
        .as_u16()
}

#[tokio::test]
async fn everything_that_is_mounted_is_guarded() {
    let inner = Router::new().route(
        "/x",
        axum::routing::any(async |request: Request| request.uri().path().to_owned()),
    );
    let router = SecuredRouter::new()
        .routes(routes!(a))
        .route("/plain", get(plain).post(open))
        .route("/any", any(plain))
        .nest("/nested", SecuredRouter::new().routes(routes!(b)))
        .merge(SecuredRouter::new().route("/merged", get(plain)))
        .foreign("/foreign", inner.clone(), secured::<Machine>())
        .foreign("/free", inner.clone(), public("static pages"))
        .service("/service", inner.clone(), secured::<key>())
        .fallback(lost);
    let manifest = router.manifest().to_string();
    let app = router.split_for_parts().0.with_state(auth());
    for (method, path, without, with) in [
        ("GET", "/a", 401, 200),
        ("HEAD", "/a", 401, 200),
        ("POST", "/a", 405, 405),
        ("GET", "/plain", 401, 200),
        ("POST", "/plain", 200, 200),
        ("GET", "/any", 401, 200),
        ("OPTIONS", "/any", 401, 200),
        ("POST", "/nested/b", 401, 200),
        ("GET", "/merged", 401, 200),
        ("GET", "/foreign/x", 401, 200),
        ("GET", "/foreign/y", 401, 404),
        ("GET", "/free/x", 200, 200),
        ("GET", "/service", 401, 404),
        ("GET", "/nowhere", 401, 200),
    ] {
        assert_eq!(
            status(&app, method, path, false).await,
            without,
            "{method} {path} without"
        );
        assert_eq!(
            status(&app, method, path, true).await,
            with,
            "{method} {path} with"
        );
    }
    for line in [
        "GET     /a key",
        "POST    /plain public (open on purpose)",
        "POST    /nested/b key",
    ] {
        assert!(manifest.contains(line), "{line} in\n{manifest}");
    }
}

#[tokio::test]
async fn a_plain_axum_router_guards_just_as_well() {
    let app: Router = Router::new()
        .route("/a", axum::routing::get(a))
        .with_state(auth());
    assert_eq!(status(&app, "GET", "/a", false).await, 401);
    assert_eq!(status(&app, "GET", "/a", true).await, 200);
}

#[test]
fn every_construction_error_is_returned_at_once() {
    let errors = SecuredRouter::<Arc<Auth>>::new()
        .routes(routes!(a, b))
        .routes(routes!(a))
        .route("no-slash", get(plain))
        .route("/{id}", get(plain))
        .route("/{name}", get(plain))
        .route("/:old", get(plain))
        .route("/twice", get(plain).get(open))
        .try_split_for_parts()
        .map(|_| ())
        .expect_err("nothing of this fits");
    for expected in [
        "`b` serves `/b`, `a` serves `/a`: give each path its own `routes!`",
        "`GET /a` is served by `a` and by `a`",
        "`no-slash`: a path begins with `/`",
        "`/{name}`: ",
        "`/:old`: `:old` is written `{old}`",
        "`/twice`: `GET` is given a second handler, `open`",
    ] {
        assert!(
            errors
                .errors()
                .iter()
                .any(|error| error.starts_with(expected)),
            "{expected}: {errors}"
        );
    }
}

#[test]
#[should_panic(expected = "`no-slash`: a path begins with `/`")]
fn splitting_panics_with_the_same_list() {
    let _ = SecuredRouter::<Arc<Auth>>::new()
        .route("no-slash", get(plain))
        .split_for_parts();
}

#[test]
fn a_base_document_brings_no_security_of_its_own() {
    let mut base = utoipa::openapi::OpenApi::default();
    base.security = Some(Vec::new());
    base.paths
        .paths
        .insert("/ghost".to_owned(), utoipa::openapi::PathItem::default());
    let errors = SecuredRouter::<Arc<Auth>>::new()
        .routes(routes!(a))
        .openapi(base)
        .try_split_for_parts()
        .map(|_| ())
        .expect_err("a base that lies");
    assert_eq!(errors.errors().len(), 2, "{errors}");
}
