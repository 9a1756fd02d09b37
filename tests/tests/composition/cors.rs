//! Pages of other origins: a CORS layer answers preflights and lets scripts read refusals, and that is
//! all it does.

use axum::Router;
use axum_secured::{SecuredRouter, public, secured};
use http::{HeaderValue, Method, header};
use tests::{ABSENT, Answer, DENIED};
use tower_http::cors::CorsLayer;

use crate::{App, BEARER, GUARDED, REFUSALS, Reader, ask, finish, foreign, request, router, send};

const PAGE: &str = "https://app.example.com";

fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(HeaderValue::from_static(PAGE))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION])
        .expose_headers([header::WWW_AUTHENTICATE])
        .allow_credentials(true)
}

/// The layer at each place it can stand.
fn layered(app: &App) -> [(&'static str, Router); 4] {
    [
        ("layer", finish(router().layer(cors()), app)),
        ("route_layer", finish(router().route_layer(cors()), app)),
        ("axum's layer", finish(router(), app).layer(cors())),
        (
            "outside",
            Router::new()
                .fallback_service(finish(router(), app))
                .layer(cors()),
        ),
    ]
}

async fn preflight(app: &Router, path: &str) -> Answer {
    let request = request("OPTIONS", path, "")
        .header("origin", PAGE)
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "authorization");
    send(app, request).await
}

fn has_cors(answer: &Answer) -> bool {
    let mut names = answer.headers.keys();
    names.any(|name| name.as_str().starts_with("access-control-"))
}

#[tokio::test]
async fn a_script_can_read_every_refusal() {
    let app = App::new();
    for (place, layered) in layered(&app) {
        for (path, _) in GUARDED {
            for (authorization, refused, challenges) in REFUSALS {
                let case = format!("{place} {path} {authorization}");
                let request = request("GET", path, authorization).header("origin", PAGE);
                let answer = send(&layered, request).await;
                assert_eq!(answer.status, refused.status, "{case}");
                assert_eq!(answer.challenges, challenges, "{case}");
                assert_eq!(answer.body, refused.body(), "{case}");
                for (name, value) in [
                    ("access-control-allow-origin", PAGE),
                    ("access-control-allow-credentials", "true"),
                    ("access-control-expose-headers", "www-authenticate"),
                    ("content-type", "application/problem+json"),
                    ("cache-control", "no-store"),
                ] {
                    assert_eq!(answer.header(name), Some(value), "{case}: {name}");
                }
            }
        }
    }
    assert_eq!(app.entered(), 0);
}

#[tokio::test]
async fn an_unknown_path_stays_404_and_a_wrong_method_405() {
    let app = App::new();
    for (place, layered) in layered(&app) {
        for authorization in ["", "Bearer no", "Bearer ok.r"] {
            for path in ["/nowhere", "/nested/nowhere", "/nested"] {
                let answer = ask(&layered, "GET", path, authorization).await;
                let seen = (answer.status, &*answer.body, answer.challenges.len());
                assert_eq!(seen, (404, "", 0), "{place} {path} {authorization}");
            }
            for path in ["/guarded", "/nested/guarded", "/merged"] {
                let answer = ask(&layered, "POST", path, authorization).await;
                let seen = (answer.status, &*answer.body, answer.challenges.len());
                assert_eq!(seen, (405, "", 0), "{place} {path} {authorization}");
                assert_eq!(answer.header("allow"), Some("GET,HEAD"), "{place} {path}");
            }
        }
    }
}

#[tokio::test]
async fn a_preflight_is_answered_by_the_layer_and_reaches_no_guard() {
    let app = App::new();
    for (place, layered) in layered(&app) {
        for (path, _) in GUARDED {
            let answer = preflight(&layered, path).await;
            let case = format!("{place} {path}");
            assert_eq!((answer.status, &*answer.body), (200, ""), "{case}");
            for (name, value) in [
                ("access-control-allow-origin", PAGE),
                ("access-control-allow-methods", "GET,POST"),
                ("access-control-allow-headers", "authorization"),
            ] {
                assert_eq!(answer.header(name), Some(value), "{case}: {name}");
            }
        }
    }
    assert_eq!((app.asked(), app.entered()), (0, 0));
    // OPTIONS alone is no preflight: where a handler serves it, it is guarded.
    let layered = finish(router().layer(cors()), &app);
    let plain = request("OPTIONS", "/any-method", "").header("origin", PAGE);
    let plain = send(&layered, plain).await;
    assert_eq!((plain.status, &*plain.challenges), (200, &[][..]));
    assert_eq!(app.entered(), 0, "it answers any OPTIONS itself");
}

#[tokio::test]
async fn without_the_layer_no_preflight_passes() {
    let app = App::new();
    let bare = finish(router(), &app);
    for (path, expected) in [
        ("/guarded", 405),
        ("/nested/guarded", 405),
        ("/merged", 405),
        ("/by-query", 405),
        ("/open", 405),
        ("/nowhere", 404),
        ("/any-method", 401),
        ("/by-cookie", 401),
        ("/foreign", 401),
        ("/foreign/x", 401),
        ("/service", 401),
    ] {
        let answer = preflight(&bare, path).await;
        assert_eq!(answer.status, expected, "{path}");
        assert!(!has_cors(&answer), "{path}: {:?}", answer.headers);
    }
    assert_eq!(app.entered(), 0);
}

#[tokio::test]
async fn a_layer_behind_the_guard_answers_nobody() {
    let app = App::new();
    let inside = foreign().layer(cors());
    let router = SecuredRouter::<App>::new()
        .foreign("/secured", inside.clone(), secured::<Reader>())
        .foreign("/public", inside, public("pages"));
    let router = finish(router, &app);
    let guarded = preflight(&router, "/secured/x").await;
    guarded.assert_refused(ABSENT, &[BEARER], "behind the guard");
    let open = preflight(&router, "/public/x").await;
    assert_eq!(open.status, 200);
    assert_eq!(open.header("access-control-allow-origin"), Some(PAGE));
}

#[tokio::test]
async fn what_cors_allows_the_guard_need_not_trust() {
    let app = App::new();
    for (place, layered) in layered(&app) {
        let cookie = |method: &str, origin: &str| {
            request(method, "/by-cookie", "")
                .header("host", "api.example.com")
                .header("cookie", "session=ok")
                .header("origin", origin)
        };
        let answer = send(&layered, cookie("POST", PAGE)).await;
        assert_eq!(answer.status, 403, "{place}");
        assert_eq!(answer.body, DENIED.body(), "{place}");
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some(PAGE),
            "{place}"
        );
        let own = send(&layered, cookie("POST", "https://api.example.com")).await;
        own.assert_admitted("entered", place);
    }
}
