//! A principal that panics while it is still the guard's: dropped, or turned into what the handler
//! asked for.

use std::sync::Arc;

use axum::{Router, body::Body};
use axum_secured::{
    ApiKey, Context, SecuredRouter, SecuritySchemes, Verdict, Verifier, routing::get, secured,
};
use http::Request;
use tests::{ABSENT, Answer, FAULT, Scripted, send};

use crate::outage::Bomb;

/// Tells at once or after waiting.
struct Armed {
    at_once: bool,
}

impl Verifier<ApiKey> for Armed {
    type Principal = Bomb;

    fn verify_now(&self, _: &ApiKey, _: &Context<'_>) -> Option<Verdict<Bomb>> {
        self.at_once.then(|| Verdict::valid(Bomb))
    }

    async fn verify(&self, _: ApiKey, _: &Context<'_>) -> Verdict<Bomb> {
        tokio::task::yield_now().await;
        Verdict::valid(Bomb)
    }
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(api_key(header = "armed"))]
    armed: Armed,
    #[scheme(api_key(header = "again"))]
    again: Armed,
    #[scheme(api_key(header = "other"))]
    other: Scripted,
    #[scheme(api_key(header = "third"))]
    third: Scripted,
}

#[secured(armed)]
async fn unclaimed() -> &'static str {
    "entered"
}

#[secured(all(armed, other))]
async fn beside_another() -> &'static str {
    "entered"
}

#[secured(any(all(armed, other), third))]
async fn before_another(#[principal] _who: Either) -> &'static str {
    "entered"
}

#[secured(any(all(armed, other), again))]
async fn beside_its_like(#[principal] _who: Either) -> &'static str {
    "entered"
}

#[secured(any(all(armed, other), all(again, other)))]
async fn left_over() -> &'static str {
    "entered"
}

#[secured(any(other, third))]
async fn converted(#[principal] _who: Unconvertible) -> &'static str {
    "entered"
}

/// Made of no principal but one.
struct Unconvertible;

impl From<String> for Unconvertible {
    fn from(principal: String) -> Self {
        assert_eq!(principal, "third:ok", "scripted");
        Self
    }
}

struct Either(#[allow(dead_code)] Option<Bomb>);

impl From<Bomb> for Either {
    fn from(bomb: Bomb) -> Self {
        Self(Some(bomb))
    }
}

impl From<(Bomb, String)> for Either {
    fn from((bomb, _): (Bomb, String)) -> Self {
        std::mem::forget(bomb);
        Self(None)
    }
}

impl From<String> for Either {
    fn from(_: String) -> Self {
        Self(None)
    }
}

fn app(at_once: bool) -> Router {
    let auth = Auth {
        armed: Armed { at_once },
        again: Armed { at_once },
        other: Scripted::default(),
        third: Scripted::default(),
    };
    SecuredRouter::new()
        .route("/unclaimed", get(unclaimed))
        .route("/beside-another", get(beside_another))
        .route("/before-another", get(before_another))
        .route("/beside-its-like", get(beside_its_like))
        .route("/left-over", get(left_over))
        .route("/converted", get(converted))
        .split_for_parts()
        .0
        .with_state(Arc::new(auth))
}

async fn ask(app: &Router, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = headers.iter().fold(Request::get(path), |request, header| {
        request.header(header.0, header.1)
    });
    send(app, request.body(Body::empty()).expect("a request")).await
}

#[tokio::test(start_paused = true)]
async fn a_principal_that_panics_when_it_is_converted_is_a_fault() {
    let app = app(true);
    for script in ["ok", "slow"] {
        let other = ("other", script);
        let answer = ask(&app, "/converted", &[other]).await;
        answer.assert_refused(FAULT, &[], script);
        // It was the first that is covered: what comes after it is not tried.
        let both = ask(&app, "/converted", &[other, ("third", "ok")]).await;
        both.assert_refused(FAULT, &[], script);
    }
    let third = ask(&app, "/converted", &[("third", "ok")]).await;
    third.assert_admitted("entered", "the next request");
}

#[tokio::test]
async fn a_principal_that_panics_when_it_is_dropped_is_a_fault() {
    for at_once in [true, false] {
        let app = app(at_once);
        let armed = ("armed", "key");
        for (path, headers) in [
            ("/unclaimed", &[armed][..]),
            ("/beside-another", &[armed, ("other", "ok")]),
            ("/beside-another", &[armed, ("other", "no")]),
            ("/before-another", &[armed, ("other", "no")]),
            (
                "/before-another",
                &[armed, ("other", "no"), ("third", "ok")],
            ),
            // The first is left over; the second was about to be handed over.
            (
                "/beside-its-like",
                &[armed, ("other", "no"), ("again", "key")],
            ),
            // Both are left over: a panic on the way of another would end the process.
            ("/left-over", &[armed, ("other", "no"), ("again", "key")]),
        ] {
            let case = format!("{path} {headers:?}, at once: {at_once}");
            ask(&app, path, headers)
                .await
                .assert_refused(FAULT, &[], &case);
        }
        // Handed over, it is the handler's.
        let admitted = ask(&app, "/before-another", &[armed, ("other", "ok")]).await;
        admitted.assert_admitted("entered", "handed over");
        let third = ask(&app, "/before-another", &[armed, ("third", "ok")]).await;
        third.assert_admitted("entered", "never asked");
        let challenge = r#"ApiKey realm="api", in="header", name="armed""#;
        let absent = ask(&app, "/unclaimed", &[]).await;
        absent.assert_refused(ABSENT, &[challenge], "nothing presented");
    }
}
