//! Lines 8, 9 and 12: before everything else, whatever the method, and closed when in doubt.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::body::{Body, Bytes};
use axum_secured::Cause;
use http::Request;
use tests::{ABSENT, FAULT, INVALID, UNAVAILABLE};

use crate::{BEARER, BEARER_INVALID, get, send, send_body, with};

/// A body that must not be read.
struct Untouched;

impl http_body::Body for Untouched {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        panic!("the body was read before the caller was known")
    }
}

#[tokio::test]
async fn s08_refusals_come_before_every_other_extractor() {
    for path in [
        "/body/1?page=1",
        "/body/x?page=1",
        "/body/1?page=x",
        "/body/1",
    ] {
        let absent = send_body(Request::post(path), Body::new(Untouched)).await;
        absent.assert_refused(ABSENT, &[BEARER], path);
        let wrong = Request::post(path).header("authorization", "Bearer no");
        let wrong = send_body(wrong, Body::new(Untouched)).await;
        wrong.assert_refused(INVALID, &[BEARER_INVALID], path);
    }
    let known = |path: &str| Request::post(path).header("authorization", "Bearer ok");
    assert_eq!(send(known("/body/1?page=1")).await.status, 200);
    for path in ["/body/x?page=1", "/body/1?page=x", "/body/1"] {
        let answer = send_body(known(path), Body::new(Untouched)).await;
        assert_eq!(
            (answer.status, answer.asked),
            (400, 1),
            "{path}: told once known"
        );
    }
}

#[tokio::test]
async fn s09_methods_open_nothing() {
    send(Request::head("/one"))
        .await
        .assert_refused(ABSENT, &[BEARER], "HEAD");
    let known = Request::head("/one").header("authorization", "Bearer ok");
    send(known).await.assert_admitted("", "HEAD");
    for method in ["OPTIONS", "TRACE", "CONNECT", "HEAD", "DELETE", "ANYTHING"] {
        let request = || Request::builder().method(method).uri("/any-method");
        send(request())
            .await
            .assert_refused(ABSENT, &[BEARER], method);
        let preflight = request()
            .header("origin", "https://app.example.com")
            .header("access-control-request-method", "GET");
        send(preflight)
            .await
            .assert_refused(ABSENT, &[BEARER], method);
        let known = send(request().header("authorization", "Bearer ok")).await;
        let body = match method {
            // HTTP allows no body here.
            "HEAD" | "CONNECT" => "",
            _ => "handled",
        };
        known.assert_admitted(body, method);
    }
    // Without a handler for it, no handler is reached.
    let preflight = Request::options("/one").header("access-control-request-method", "GET");
    let answer = send(preflight).await;
    assert_eq!(
        (answer.status, answer.asked, answer.body.as_str()),
        (405, 0, "")
    );
}

#[tokio::test]
async fn s12_what_breaks_admits_nobody() {
    let answer = with("/one", "panic", "").await;
    answer.assert_refused(FAULT, &[], "a verifier that panics");
    assert_eq!(answer.cause, Some(Cause::Fault));
    let extractor = send(get("/stamp").header("stamp", "broken extractor")).await;
    extractor.assert_refused(FAULT, &[], "an extractor that panics");
    let other = get("/stamp")
        .header("stamp", "broken extractor")
        .header("k", "ok");
    send(other)
        .await
        .assert_admitted("key:ok by key", "another alternative");
    with("/one", "ok", "")
        .await
        .assert_admitted("bearer:ok by bearer", "the next request");
}

#[tokio::test(start_paused = true)]
async fn s12_a_verifier_that_hangs_is_unavailable() {
    let start = tokio::time::Instant::now();
    let answer = with("/one", "hang", "").await;
    answer.assert_refused(UNAVAILABLE, &[], "it never answers");
    assert_eq!(start.elapsed().as_secs(), 5, "its deadline");
    with("/one", "slow", "")
        .await
        .assert_admitted("bearer:slow by bearer", "it answers in time");
}
