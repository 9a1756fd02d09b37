//! When it is looked at, and what nothing around it can change.

use std::sync::Arc;

use axum::{extract::Request, middleware};
use axum_secured::{
    SecuredRouter, Tenant, TenantIn, public,
    routing::{get, post},
    secured,
};
use http_body::Frame;
use tests::{HIDDEN, Journal, NO_TENANT, THROTTLED};

use crate::{
    ACME, Auth, BOLT, api_key, app, bearer, by_key, inner, key_of, request, router, send, with_key,
};

type Router = SecuredRouter<Arc<Auth>>;

#[secured(api_key, limit = "2/day")]
async fn scarce(tenant: Tenant) -> String {
    tenant.to_string()
}

#[secured(api_key)]
async fn reader(_: Tenant, body: String) -> String {
    body
}

/// Declared before or after what it holds for, on the router itself or around it.
#[tokio::test]
async fn it_holds_whenever_it_was_said() {
    let tenant = || TenantIn::path("tenant");
    let nested = || Router::new().route("/key", get(by_key));
    let routers: [(&str, Router); 6] = [
        (
            "first",
            Router::new()
                .tenant(tenant())
                .route("/t/{tenant}/key", get(by_key)),
        ),
        (
            "last",
            Router::new()
                .route("/t/{tenant}/key", get(by_key))
                .tenant(tenant()),
        ),
        (
            "before nesting",
            Router::new().tenant(tenant()).nest("/t/{tenant}", nested()),
        ),
        (
            "after nesting",
            Router::new().nest("/t/{tenant}", nested()).tenant(tenant()),
        ),
        (
            "in the nested one",
            Router::new().nest("/t/{tenant}", nested().tenant(tenant())),
        ),
        (
            "in the merged one",
            Router::new().merge(Router::new().nest("/t/{tenant}", nested()).tenant(tenant())),
        ),
    ];
    for (case, router) in routers {
        let app = app(router);
        let ask = async |of| send(&app, with_key(request("GET", "/t/acme/key"), of)).await;
        ask(ACME).await.assert_admitted(ACME, case);
        ask(BOLT).await.assert_refused(HIDDEN, &[], case);
        ask("").await.assert_refused(HIDDEN, &[], case);
    }
}

/// What is mounted beside a router with tenants knows of none.
#[tokio::test]
async fn it_holds_for_nothing_else() {
    #[secured(api_key)]
    async fn beside() -> &'static str {
        "beside"
    }
    let router = Router::new()
        .nest("/t/{tenant}", inner().tenant(TenantIn::path("tenant")))
        .route("/beside", get(beside))
        .nest("/of/{tenant}", Router::new().route("/beside", get(beside)));
    let app = app(router);
    for path in ["/beside", "/of/acme/beside"] {
        for of in ["", ACME, BOLT] {
            let answer = send(&app, with_key(request("GET", path), of)).await;
            answer.assert_admitted("beside", path);
        }
    }
}

/// What stands below as a service, open to all because it guards itself, is held to the tenant too.
#[tokio::test]
async fn it_holds_for_guards_within_a_service() {
    #[secured(api_key)]
    async fn within() -> &'static str {
        "within"
    }
    let inside = app(Router::new().route("/within", get(within)));
    let router = Router::new()
        .foreign("/t/{tenant}", inside, public("guards itself"))
        .tenant(TenantIn::path("tenant"));
    let app = app(router);
    let ask = async |of| send(&app, with_key(request("GET", "/t/acme/within"), of)).await;
    ask(ACME).await.assert_admitted("within", "its own");
    ask(BOLT).await.assert_refused(HIDDEN, &[], "foreign");
    ask("").await.assert_refused(HIDDEN, &[], "nobody's");
}

/// A layer that makes up another request, and loses what others left with it.
async fn forgetful(request: Request, next: middleware::Next) -> axum::response::Response {
    let (mut parts, body) = request.into_parts();
    parts.extensions = http::Extensions::new();
    next.run(Request::from_parts(parts, body)).await
}

#[tokio::test]
async fn a_layer_takes_nothing_away() {
    let header = TenantIn::header("x-tenant");
    let inside = Router::new().route("/key", get(by_key));
    let routers: [(&str, Router); 3] = [
        (
            "inside",
            inside.layer(middleware::from_fn(forgetful)).tenant(header),
        ),
        (
            "around",
            Router::new()
                .route("/key", get(by_key))
                .tenant(header)
                .layer(middleware::from_fn(forgetful)),
        ),
        (
            "far around",
            Router::new()
                .merge(
                    Router::new()
                        .route("/key", get(by_key))
                        .route_layer(middleware::from_fn(forgetful)),
                )
                .layer(middleware::from_fn(forgetful))
                .tenant(header),
        ),
    ];
    for (case, router) in routers {
        let app = app(router);
        let ask = async |asked: &str, of| {
            let request = request("GET", "/key").header("x-tenant", asked);
            send(&app, with_key(request, of)).await
        };
        ask(ACME, ACME).await.assert_admitted(ACME, case);
        ask(ACME, BOLT).await.assert_refused(HIDDEN, &[], case);
    }
    // The parameters of the path are lost with it: then nobody can tell, and nobody enters.
    let router = Router::new()
        .route("/{tenant}/key", get(by_key))
        .layer(middleware::from_fn(forgetful))
        .tenant(TenantIn::path("tenant"));
    let answer = send(&app(router), with_key(request("GET", "/acme/key"), ACME)).await;
    answer.assert_refused(tests::FAULT, &[], "nobody can tell");
}

#[tokio::test]
async fn whom_it_hides_from_is_not_counted() {
    let app = app(Router::new()
        .route("/{tenant}/scarce", get(scarce))
        .tenant(TenantIn::path("tenant")));
    let ask = async |of| send(&app, with_key(request("GET", "/acme/scarce"), of)).await;
    for _ in 0..5 {
        ask(BOLT).await.assert_refused(HIDDEN, &[], "foreign");
    }
    for _ in 0..2 {
        ask(ACME).await.assert_admitted(ACME, "within the limit");
    }
    ask(ACME).await.assert_refused(THROTTLED, &[], "beyond it");
    ask(BOLT)
        .await
        .assert_refused(HIDDEN, &[], "foreign all the same");
}

#[tokio::test]
async fn whom_it_hides_from_has_no_body_read() {
    let app = app(Router::new()
        .route("/{tenant}", post(reader))
        .tenant(TenantIn::path("tenant")));
    let unread = || {
        let frames = futures_util::stream::poll_fn(
            |_| -> std::task::Poll<Option<Result<Frame<axum::body::Bytes>, std::io::Error>>> {
                panic!("the body is read")
            },
        );
        axum::body::Body::new(http_body_util::StreamBody::new(frames))
    };
    let request = |path: &str| {
        with_key(request("POST", path), BOLT)
            .body(unread())
            .expect("a request")
    };
    let answer = tests::send(&app, request("/acme")).await;
    answer.assert_refused(HIDDEN, &[], "foreign");
    let answer = tests::send(&app, request("/%FF")).await;
    answer.assert_refused(NO_TENANT, &[], "unreadable");
}

#[tokio::test]
async fn one_event_tells_why_and_no_secret() {
    let app = app(router());
    Journal::open();
    for (path, of, code, reason) in [
        ("/tenants/acme/key", BOLT, "hidden", "foreign_tenant"),
        ("/tenants/acme/key", "", "hidden", "without_tenant"),
        ("/ours/key", ACME, "no_tenant", "no_tenant"),
    ] {
        let answer = send(&app, with_key(request("GET", path), of)).await;
        assert!(answer.status >= 400);
        let lines: Vec<String> = Journal::lines()
            .into_iter()
            .filter(|line| line.starts_with("axum_secured"))
            .collect();
        let [line] = &lines[..] else {
            panic!("{path}: {lines:?}");
        };
        assert!(line.contains(code) && line.contains(reason), "{line}");
        assert!(
            !line.contains(&key_of(of)) && !line.contains("acme"),
            "{line}"
        );
    }
}

/// Answers depend on the header, which caches have to know.
#[tokio::test]
async fn caches_tell_tenants_apart() {
    #[secured(bearer)]
    async fn token_alone(tenant: Tenant) -> String {
        tenant.to_string()
    }
    let routed = Router::new()
        .route("/token", get(token_alone))
        .route("/key", get(by_key))
        .tenant(TenantIn::header("X-Tenant"));
    let app = app(routed);
    for (path, vary) in [
        ("/token", &["X-Tenant"] as &[&str]),
        ("/key", &["X-Key", "X-Tenant"]),
    ] {
        let request = with_key(request("GET", path), ACME)
            .header("x-tenant", ACME)
            .header(
                "authorization",
                crate::token_of(ACME).header().expect("a token"),
            );
        let answer = send(&app, request).await;
        answer.assert_admitted(ACME, path);
        let sent: Vec<_> = answer.headers.get_all("vary").iter().collect();
        assert_eq!(sent, vary, "{path}");
    }
}
