//! First the requirement, then the limit, then the checks, then what the handler extracts.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    Extension, Json, Router,
    body::{Body, Bytes},
    extract::FromRequestParts,
};
use axum_secured::{Decision, Limits, SecuredRouter, check, routing, secured};
use http::{Request, request::Parts};
use tests::{ABSENT, DENIED, HIDDEN, INVALID, THROTTLED, send};

use crate::{App, bear, bearer, owner, request};

/// A body that must not be read.
struct Untouched;

impl http_body::Body for Untouched {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        panic!("the body was read before the check had its say")
    }
}

#[secured(bearer, limit = "3/day", check = owner)]
async fn change(_: Unfit, Json(_): Json<u8>) -> &'static str {
    "changed"
}

/// The handler's own extractor, which refuses whom nobody refused before.
struct Unfit;

impl<S: Sync> FromRequestParts<S> for Unfit {
    type Rejection = &'static str;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, &'static str> {
        match parts.headers.get("x-unfit") {
            Some(_) => Err("unfit"),
            None => Ok(Self),
        }
    }
}

fn app(state: &App) -> Router {
    let (router, _) = SecuredRouter::new()
        .route("/items/{id}", routing::put(change))
        .limits(Limits::builder().build().expect("limits"))
        .split_for_parts();
    router.with_state(state.clone())
}

fn put(token: &str, body: Body) -> Request<Body> {
    let headers = [
        ("authorization", token),
        ("content-type", "application/json"),
        ("x-unfit", "1"),
    ];
    let mut request = request("PUT", "/items/1", &headers);
    *request.body_mut() = body;
    request
}

#[tokio::test]
async fn a_check_runs_after_requirement_and_limit_and_before_everything_else() {
    let state = App::new();
    let app = app(&state);
    let send = |token| send(&app, put(token, Body::new(Untouched)));
    send("")
        .await
        .assert_refused(ABSENT, &[r#"Bearer realm="api""#], "nobody");
    send("Bearer no").await.assert_refused(
        INVALID,
        &[r#"Bearer realm="api", error="invalid_token""#],
        "no",
    );
    assert_eq!(
        state.asked(),
        0,
        "whom the requirement refuses is not checked"
    );
    for count in 1..=3 {
        send("Bearer bob").await.assert_refused(DENIED, &[], "bob");
        assert_eq!(state.asked(), count);
    }
    let refused = send("Bearer bob").await;
    refused.assert_refused(THROTTLED, &[], "the denied count too");
    assert_eq!(state.asked(), 3, "whom the limit refuses is not checked");
    send("Bearer cid").await.assert_refused(HIDDEN, &[], "cid");
    let own = send("Bearer ann").await;
    assert_eq!(
        (own.body.as_str(), state.asked()),
        ("unfit", 5),
        "then the handler's own"
    );
}

#[tokio::test]
async fn the_body_is_the_handlers() {
    let app = app(&App::new());
    let mut request = put("Bearer ann", Body::from("7"));
    request.headers_mut().remove("x-unfit");
    let answer = send(&app, request).await;
    answer.assert_admitted("changed", "read once, by the handler");
}

#[check]
async fn first(_: &String, Extension(journal): Extension<Log>) -> Decision {
    journal.write("first");
    Decision::Allow
}

#[check]
async fn second(name: &String, Extension(journal): Extension<Log>) -> Decision {
    journal.write("second");
    match name.as_str() {
        "bob" => Decision::Deny("second"),
        _ => Decision::Allow,
    }
}

#[check]
async fn third(_: &String, Extension(journal): Extension<Log>) -> Decision {
    journal.write("third");
    Decision::Allow
}

#[derive(Clone, Default)]
struct Log(std::sync::Arc<std::sync::Mutex<Vec<&'static str>>>);

impl Log {
    fn write(&self, line: &'static str) {
        self.0.lock().expect("a log").push(line);
    }
    fn lines(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.0.lock().expect("a log"))
    }
}

#[secured(bearer, check = [third, second, first])]
async fn three(Extension(journal): Extension<Log>) {
    journal.write("handler");
}

#[tokio::test]
async fn several_run_as_written_up_to_the_first_that_does_not_allow() {
    let journal = Log::default();
    let app = Router::new()
        .route("/three", axum::routing::get(three))
        .layer(Extension(journal.clone()))
        .with_state(App::new());
    assert_eq!(bear(&app, "/three", "ann").await.status, 200);
    assert_eq!(journal.lines(), ["third", "second", "first", "handler"]);
    let denied = bear(&app, "/three", "bob").await;
    denied.assert_refused(DENIED, &[], "by the second");
    assert_eq!(journal.lines(), ["third", "second"]);
}
