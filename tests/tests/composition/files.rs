//! Static files behind a guard. They are this crate's own.

use axum::Router;
use axum_secured::{SecuredRouter, public, secured};
use http::Method;
use tests::ABSENT;
use tower_http::services::ServeDir;

use crate::{App, BEARER, REFUSALS, Reader, ask, finish, request, send};

/// What `src/lib.rs` begins with.
const BEGINNING: &str = "//! What the tests of behaviour share";

fn files() -> ServeDir {
    ServeDir::new(env!("CARGO_MANIFEST_DIR"))
}

fn app() -> Router {
    let below = Router::new().fallback_service(files());
    let router = SecuredRouter::<App>::new()
        .service("/src/{*path}", files(), secured::<Reader>())
        .service("/Cargo.toml", files(), public("read by everybody"))
        .foreign("/below", below, secured::<Reader>());
    finish(router, &App::new())
}

#[tokio::test]
async fn a_file_is_served_to_who_may_read_it() {
    let app = app();
    for path in ["/src/lib.rs", "/below/src/lib.rs"] {
        for (authorization, refused, challenges) in REFUSALS {
            for method in ["GET", "HEAD"] {
                let answer = ask(&app, method, path, authorization).await;
                answer.assert_refused(refused, challenges, path);
            }
        }
        let read = ask(&app, "GET", path, "Bearer ok.r").await;
        assert_eq!(read.status, 200, "{path}");
        assert!(read.body.starts_with(BEGINNING), "{path}: {}", read.body);
        let head = ask(&app, "HEAD", path, "Bearer ok.r").await;
        assert_eq!((head.status, &*head.body), (200, ""), "{path}");
        let length = read.body.len().to_string();
        assert_eq!(head.header("content-length"), Some(&*length), "{path}");
    }
    let open = ask(&app, "GET", "/Cargo.toml", "").await;
    assert!(open.body.starts_with("[package]"), "{}", open.body);
}

#[tokio::test]
async fn no_form_of_request_gets_at_a_file_without_a_credential() {
    let app = app();
    for path in [
        "/src/lib.rs",
        "/src/nothing",
        "/src/../src/lib.rs",
        "/src/%2e%2e/Cargo.toml",
        "/src/..%2fCargo.toml",
        "/src//lib.rs",
        "/src/./lib.rs",
        "/below/",
        "/below/src/lib.rs",
        "/below/../src/lib.rs",
        "/below/%2e%2e/Cargo.toml",
        "/below//src/lib.rs",
        "/Cargo.toml/../src/lib.rs",
        "/Cargo.toml/src/lib.rs",
        "//src/lib.rs",
        "/%73rc/lib.rs",
    ] {
        for (name, value) in [
            ("x", "x"),
            ("range", "bytes=0-3"),
            ("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"),
            ("if-none-match", "*"),
            ("accept-encoding", "gzip"),
        ] {
            let request = request("GET", path, "").header(name, value);
            let answer = send(&app, request).await;
            let case = format!("{path} {name}");
            if answer.status == 404 {
                // No route of ours: nothing is there for anybody.
                let known = ask(&app, "GET", path, "Bearer ok.r").await;
                assert_eq!((known.status, &*known.body), (404, ""), "{case}");
            } else {
                answer.assert_refused(ABSENT, &[BEARER], &case);
            }
        }
    }
}

#[tokio::test]
async fn with_a_credential_files_are_served_as_always() {
    let app = app();
    let ranged = request("GET", "/src/lib.rs", "Bearer ok.r").header("range", "bytes=0-2");
    let ranged = send(&app, ranged).await;
    assert_eq!((ranged.status, &*ranged.body), (206, "//!"));
    let later = request("GET", "/src/lib.rs", "Bearer ok.r")
        .header("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT");
    let later = send(&app, later).await;
    assert_eq!((later.status, &*later.body), (304, ""));
    for path in [
        "/src/nothing",
        "/below/src/nothing",
        "/src/%2e%2e/Cargo.lock",
    ] {
        let missing = ask(&app, "GET", path, "Bearer ok.r").await;
        assert_eq!(
            (missing.status, missing.challenges.len()),
            (404, 0),
            "{path}"
        );
    }
    for method in [Method::POST, Method::DELETE, Method::OPTIONS] {
        let refused = ask(&app, method.as_str(), "/src/lib.rs", "").await;
        refused.assert_refused(ABSENT, &[BEARER], method.as_str());
        let answer = ask(&app, method.as_str(), "/src/lib.rs", "Bearer ok.r").await;
        assert_eq!(answer.status, 405, "{method}");
    }
}
