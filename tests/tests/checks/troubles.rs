//! A check that panics, hangs or cannot drop what it was lent lets nobody through.

use std::time::Duration;

use axum::{Router, body::Body, extract::FromRequestParts, routing::get};
use axum_secured::{ApiKey, Context, Decision, SecuritySchemes, Verdict, Verifier, check, secured};
use http::{Request, request::Parts};
use tests::{Answer, FAULT, Journal, UNAVAILABLE, send};
use tokio::time::{Instant, advance};

use crate::{App, bear, bearer};

#[check]
async fn sound(_: &String) -> Decision {
    Decision::Allow
}

#[check]
async fn panics(name: &String) -> Decision {
    tokio::task::yield_now().await;
    panic!("scripted: {name}")
}

#[check]
async fn hangs(_: &String) -> Decision {
    std::future::pending().await
}

/// As long as its caller says, in milliseconds.
#[check]
async fn waits(milliseconds: &String) -> Decision {
    let wait = milliseconds.parse().expect("a number");
    tokio::time::sleep(Duration::from_millis(wait)).await;
    Decision::Allow
}

/// An extractor that does what its name says.
struct Panics;
struct Hangs;

impl<S: Sync> FromRequestParts<S> for Panics {
    type Rejection = ();
    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, ()> {
        panic!("scripted")
    }
}

impl<S: Sync> FromRequestParts<S> for Hangs {
    type Rejection = ();
    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, ()> {
        std::future::pending().await
    }
}

#[check]
async fn extracts_panics(_: &String, _: Panics) -> Decision {
    Decision::Allow
}

#[check]
async fn extracts_hangs(_: &String, _: Hangs) -> Decision {
    Decision::Allow
}

#[secured(bearer, check = [sound, panics])]
async fn by_panic() {}
#[secured(bearer, check = [sound, hangs])]
async fn by_hang() {}
#[secured(bearer, check = extracts_panics)]
async fn by_panicking_extractor() {}
#[secured(bearer, check = extracts_hangs)]
async fn by_hanging_extractor() {}
#[secured(bearer, check = [waits, sound])]
async fn by_wait() {}

fn app() -> Router {
    Router::new()
        .route("/panics", get(by_panic))
        .route("/hangs", get(by_hang))
        .route("/extractor-panics", get(by_panicking_extractor))
        .route("/extractor-hangs", get(by_hanging_extractor))
        .route("/waits", get(by_wait))
        .with_state(App::new())
}

#[tokio::test(start_paused = true)]
async fn a_check_that_fails_admits_nobody() {
    let app = app();
    for (path, refused) in [
        ("/panics", FAULT),
        ("/extractor-panics", FAULT),
        ("/hangs", UNAVAILABLE),
        ("/extractor-hangs", UNAVAILABLE),
    ] {
        let answer = bear(&app, path, "ann").await;
        answer.assert_refused(refused, &[], path);
    }
}

#[tokio::test(start_paused = true)]
async fn a_check_has_five_seconds() {
    let app = app();
    let begin = Instant::now();
    let answer = bear(&app, "/hangs", "ann").await;
    answer.assert_refused(UNAVAILABLE, &[], "late");
    assert_eq!(begin.elapsed().as_secs(), 5);
    bear(&app, "/waits", "4999")
        .await
        .assert_admitted("", "in time");
    let late = bear(&app, "/waits", "5001").await;
    late.assert_refused(UNAVAILABLE, &[], "too late");
    advance(Duration::from_secs(60)).await;
    bear(&app, "/waits", "1")
        .await
        .assert_admitted("", "the next");
}

#[tokio::test(start_paused = true)]
async fn the_log_names_the_check_that_failed() {
    Journal::open();
    let app = app();
    for (path, said) in [
        ("/panics", "status=500 code=\"fault\" check=\"panics\""),
        (
            "/hangs",
            "status=503 code=\"unavailable\" check=\"hangs\" reason=\"late\"",
        ),
    ] {
        bear(&app, path, "ann").await;
        let lines = Journal::lines().concat();
        assert!(lines.contains(said), "{path}: {lines}");
    }
}

/// Panics where it is dropped, by whoever holds it.
#[derive(Clone)]
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("scripted")
    }
}

struct Armed;

impl Verifier<ApiKey> for Armed {
    type Principal = Bomb;
    async fn verify(&self, _: ApiKey, _: &Context<'_>) -> Verdict<Bomb> {
        Verdict::valid(Bomb)
    }
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(api_key(header = "armed"))]
    armed: Armed,
}

#[check]
async fn lent(_: &Bomb) -> Decision {
    Decision::Allow
}

#[check]
async fn lent_again(_: &Bomb) -> Decision {
    Decision::Allow
}

#[check]
async fn lent_and_denied(_: &Bomb) -> Decision {
    Decision::Deny("scripted")
}

#[secured(armed, check = lent)]
async fn dropped_once() {}
#[secured(armed, check = [lent, lent_again, lent_and_denied])]
async fn dropped_often(#[principal] _bomb: Bomb) {}
#[secured(armed, check = lent_and_denied)]
async fn dropped_by_the_guard(#[principal] _bomb: Bomb) {}

#[tokio::test]
async fn a_principal_that_panics_where_it_is_dropped_admits_nobody() {
    let app = Router::new()
        .route("/once", get(dropped_once))
        .route("/often", get(dropped_often))
        .route("/by-the-guard", get(dropped_by_the_guard))
        .with_state(std::sync::Arc::new(Auth { armed: Armed }));
    for path in ["/once", "/often", "/by-the-guard"] {
        let request = Request::get(path).header("armed", "x").body(Body::empty());
        let answer: Answer = send(&app, request.expect("a request")).await;
        answer.assert_refused(FAULT, &[], path);
    }
}
