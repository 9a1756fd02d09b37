//! Putting routers together: what fits is guarded and listed, what does not is reported at once.
#![allow(missing_docs, clippy::unused_async)]

use std::sync::Arc;

use axum::{Router, body::Body, extract::Request, response::IntoResponse};
use axum_secured::{
    ApiKeys, SecuredRouter, SecuritySchemes, public, requirement, routes,
    routing::{any, get},
    secured, testing,
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
    let secret = testing::secret(KEY.as_bytes());
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

/// Turns everything it wraps away.
#[derive(Clone)]
struct Closed;

impl<S> tower::Layer<S> for Closed {
    type Service = ClosedService;

    fn layer(&self, _: S) -> ClosedService {
        ClosedService
    }
}

#[derive(Clone)]
struct ClosedService;

impl tower::Service<Request> for ClosedService {
    type Response = axum::response::Response;
    type Error = std::convert::Infallible;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(
        &mut self,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Self::Error>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request) -> Self::Future {
        std::future::ready(Ok(http::StatusCode::IM_A_TEAPOT.into_response()))
    }
}

fn inner() -> Router {
    Router::new()
        .route("/", axum::routing::get(async || "root"))
        .route("/x", axum::routing::get(async || "x"))
        .route(
            "/item/{id}",
            axum::routing::get(async |axum::extract::Path(id): axum::extract::Path<u8>| {
                format!("item {id}")
            }),
        )
}

#[tokio::test]
async fn a_foreign_router_is_as_much_of_a_route_as_any_other() {
    let foreign = || SecuredRouter::new().foreign("/f", inner(), secured::<Machine>());
    // Layers wrap it, even if nothing else is there.
    for layered in [foreign().route_layer(Closed), foreign().layer(Closed)] {
        let app = layered.split_for_parts().0.with_state(auth());
        for path in ["/f", "/f/", "/f/x", "/f/item/7"] {
            assert_eq!(status(&app, "GET", path, true).await, 418, "{path}");
        }
    }
    // Neither an outer router nor a fallback nor a wildcard goes before it.
    let app = SecuredRouter::new()
        .nest("/api", foreign())
        .merge(foreign())
        .route("/{*path}", get(open))
        .fallback(open)
        .split_for_parts()
        .0
        .with_state(auth());
    for path in [
        "/f",
        "/f/",
        "/f/x",
        "/f/item/7",
        "/f/nothing",
        "/api/f",
        "/api/f/x",
    ] {
        assert_eq!(status(&app, "GET", path, false).await, 401, "{path}");
        assert_eq!(status(&app, "POST", path, false).await, 401, "{path}");
    }
    for (path, expected) in [
        ("/f", 200),
        ("/f/x", 200),
        ("/f/item/7", 200),
        ("/f/item/x", 400),
        ("/f/nothing", 404),
        ("/api/f/item/7", 200),
        ("/elsewhere", 200),
    ] {
        assert_eq!(status(&app, "GET", path, true).await, expected, "{path}");
    }
}

#[test]
fn what_axum_would_panic_at_is_reported() {
    type Secured = SecuredRouter<Arc<Auth>>;
    type Made = fn() -> Secured;
    fn lone() -> Secured {
        Secured::new().fallback(lost)
    }
    // Made one after the other: all of them are too much for a stack.
    let cases: [(Made, &str); 12] = [
        (
            || Secured::new().nest("/", lone()),
            "`/`: what stands at the root is merged",
        ),
        (
            || Secured::new().nest("", lone()),
            "``: a path begins with `/`",
        ),
        (
            || Secured::new().nest("api", lone()),
            "`api`: a path begins with `/`",
        ),
        (
            || Secured::new().nest("/{*rest}", Secured::new()),
            "`/{*rest}`: nothing stands below a wildcard",
        ),
        (
            || Secured::new().foreign("/", inner(), public("pages")),
            "`/`: what stands at the root is merged",
        ),
        (
            || lone().merge(lone()),
            "`/` has two fallbacks, `lost` and `lost`",
        ),
        (
            || lone().fallback(plain),
            "`/` has two fallbacks, `lost` and `plain`",
        ),
        (
            || Secured::new().nest("/a", lone()).nest("/a", lone()),
            "`/a` has two fallbacks, `lost` and `lost`",
        ),
        (
            || lone().route_layer(Closed),
            "`route_layer` before any route",
        ),
        (
            || Secured::new().route_layer(Closed),
            "`route_layer` before any route",
        ),
        (
            || {
                Secured::new()
                    .foreign("/f", inner(), public("pages"))
                    .route("/f/x", any(plain))
                    .route("/f/{*rest}", get(plain))
            },
            "`any method /f/{*rest}`",
        ),
        (
            || {
                Secured::new()
                    .foreign("/f", inner(), public("pages"))
                    .route("/f/", get(plain))
            },
            "`any method /f/`",
        ),
    ];
    for (router, expected) in cases {
        let router = router();
        let errors = router
            .try_split_for_parts()
            .map(|_| ())
            .expect_err(expected);
        let found = errors
            .errors()
            .iter()
            .any(|error| error.starts_with(expected));
        assert!(found, "{expected}: {errors}");
    }
    // One mistake, one error, wherever it ends up.
    let silent = Secured::new().foreign("/f", inner(), public(" "));
    let nested = Secured::new().nest("/a", Secured::new().nest("/b", silent));
    let errors = nested
        .try_split_for_parts()
        .map(|_| ())
        .expect_err("no reason");
    assert_eq!(errors.errors(), ["`/a/b/f` is public without a reason"]);
    // One place may write several decisions.
    let open = |why| public(why);
    let errors = Secured::new()
        .service("/f", inner(), open("pages"))
        .service("/g", inner(), open(" "))
        .try_split_for_parts()
        .map(drop)
        .expect_err("no reason");
    assert_eq!(errors.errors(), ["`/g` is public without a reason"]);
    // Below a parameter, and over a fallback of the same prefix, it fits.
    let fits = Secured::new()
        .nest("/v1", lone())
        .foreign("/v1/{tenant}", inner(), public("pages"));
    assert!(fits.try_split_for_parts().is_ok());
}

#[test]
fn a_line_of_the_manifest_is_one_line_and_says_where_it_was_decided() {
    let router = SecuredRouter::<Arc<Auth>>::new()
        .service("/a", inner(), public("first\nGET     /b key"))
        .service("/b", inner(), secured::<key>());
    let line = line!() - 1;
    let router = router
        .service("/c\nGET     /d key", inner(), public("its path"))
        .service(
            "/e",
            inner(),
            public("\u{202E}turned\u{2028}GET     /f key"),
        );
    let manifest = router.manifest().to_string();
    assert_eq!(manifest.lines().count(), 4, "{manifest}");
    assert!(!manifest.contains(['\u{202E}', '\u{2028}']), "{manifest}");
    let here = format!("key {}:{line} service", file!());
    assert!(manifest.contains(&here), "{here} in\n{manifest}");
}
