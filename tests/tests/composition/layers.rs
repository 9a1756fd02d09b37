//! One layer around guards: compression, a timeout, one that looks at refusals.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    extract::Request,
    middleware::{self, Next},
    response::Response,
};
use axum_secured::{Cause, Refusal, SecuredRouter, routing::get, secured};
use http::StatusCode;
use tests::UNAVAILABLE;
use tower::ServiceExt as _;
use tower_http::{
    compression::CompressionLayer, decompression::DecompressionLayer, timeout::TimeoutLayer,
};

use crate::{App, BEARER, GUARDED, REFUSALS, Reader, ask, finish, guarded, request, router};

#[tokio::test]
async fn compression_leaves_every_refusal_whole() {
    let app = App::new();
    let layered = [
        (
            "layer",
            finish(router().layer(CompressionLayer::new()), &app),
        ),
        (
            "route_layer",
            finish(router().route_layer(CompressionLayer::new()), &app),
        ),
    ];
    for (place, layered) in layered {
        let client = Router::new()
            .fallback_service(layered.clone())
            .layer(DecompressionLayer::new());
        for (path, _) in GUARDED {
            for (authorization, refused, challenges) in REFUSALS {
                let case = format!("{place} {path} {authorization}");
                let answer = ask(&client, "GET", path, authorization).await;
                answer.assert_refused(refused, challenges, &case);
                let request = request("GET", path, authorization).header("accept-encoding", "gzip");
                let request = request.body(axum::body::Body::empty());
                let response = layered.clone().oneshot(request.expect("a request")).await;
                let response = response.expect("a response");
                assert_eq!(response.headers()["content-encoding"], "gzip", "{case}");
                assert_eq!(response.status(), refused.status, "{case}");
            }
            let head = request("HEAD", path, "").header("accept-encoding", "gzip");
            let head = crate::send(&layered, head).await;
            assert_eq!((head.status, &*head.body), (401, ""), "{place} {path}");
            assert_eq!(head.challenges, [BEARER], "{place} {path}");
        }
    }
    assert_eq!(app.entered(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_around_a_slow_verifier_answers_and_admits_nobody() {
    let app = App::new();
    let timeout = |seconds| {
        let limit = Duration::from_secs(seconds);
        TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, limit)
    };
    for (place, layered) in [
        ("layer", finish(router().layer(timeout(2)), &app)),
        (
            "route_layer",
            finish(router().route_layer(timeout(2)), &app),
        ),
        ("axum's layer", finish(router(), &app).layer(timeout(2))),
    ] {
        for (path, body) in GUARDED {
            let case = format!("{place} {path}");
            let start = tokio::time::Instant::now();
            let before = app.entered();
            let answer = ask(&layered, "GET", path, "Bearer hang").await;
            assert_eq!((answer.status, &*answer.body), (504, ""), "{case}");
            assert_eq!(start.elapsed().as_secs(), 2, "{case}");
            assert_eq!(app.entered(), before, "{case}");
            let slow = ask(&layered, "GET", path, "Bearer slow.r").await;
            slow.assert_admitted(body, &format!("{case}, in time"));
        }
    }
    // The verifier's own deadline is the earlier one.
    let patient = finish(router().layer(timeout(60)), &app);
    let answer = ask(&patient, "GET", "/guarded", "Bearer hang").await;
    answer.assert_refused(UNAVAILABLE, &[], "its own deadline");
}

/// What layers saw: where they stand, and the cause of the refusal if there was one.
type Sightings = Arc<Mutex<Vec<(&'static str, Option<Cause>)>>>;

/// A layer that looks for refusals.
fn look(
    place: &'static str,
    sightings: &Sightings,
) -> impl tower::Layer<
    axum::routing::Route,
    Service: tower::Service<
        Request,
        Response = Response,
        Error = Infallible,
        Future: Send + 'static,
    > + Clone
                 + Send
                 + Sync
                 + 'static,
> + Clone
+ Send
+ Sync
+ 'static {
    let sightings = sightings.clone();
    middleware::from_fn(move |request: Request, next: Next| {
        let sightings = sightings.clone();
        async move {
            let response = next.run(request).await;
            let refusal = response.extensions().get::<Refusal>();
            if let Some(refusal) = refusal {
                assert_eq!(refusal.status(), response.status());
                let challenges = response.headers().get_all("www-authenticate").iter();
                assert_eq!(refusal.challenges().len(), challenges.count());
            }
            let cause = refusal.map(Refusal::cause);
            sightings.lock().expect("a list").push((place, cause));
            response
        }
    })
}

#[tokio::test]
async fn every_layer_outside_the_guard_sees_the_refusal_and_none_behind_it_the_request() {
    let app = App::new();
    let sightings = Sightings::default();
    let inner = SecuredRouter::new()
        .route("/guarded", get(guarded))
        .route_layer(look("inner route_layer", &sightings))
        .layer(look("inner layer", &sightings));
    let behind = crate::foreign().layer(look("behind", &sightings));
    let router = SecuredRouter::new()
        .nest("/nested", inner)
        .foreign("/foreign", behind, secured::<Reader>())
        .route_layer(look("route_layer", &sightings))
        .layer(look("layer", &sightings));
    let router = finish(router, &app).layer(look("axum's layer", &sightings));
    let seen = || std::mem::take(&mut *sightings.lock().expect("a list"));
    let outer = ["route_layer", "layer", "axum's layer"];
    for (path, inside, last) in [
        (
            "/nested/guarded",
            &["inner route_layer", "inner layer"][..],
            None,
        ),
        ("/foreign/x", &[], Some("behind")),
    ] {
        for (authorization, refused, challenges) in REFUSALS {
            let answer = ask(&router, "GET", path, authorization).await;
            answer.assert_refused(refused, challenges, path);
            let expected: Vec<_> = inside
                .iter()
                .chain(&outer)
                .map(|p| (*p, answer.cause))
                .collect();
            assert_eq!(seen(), expected, "{path} {authorization}");
        }
        let admitted = ask(&router, "GET", path, "Bearer ok.r").await;
        assert_eq!(admitted.status, 200, "{path}");
        let expected = last.iter().chain(inside).chain(&outer);
        let expected: Vec<_> = expected.map(|place| (*place, None)).collect();
        assert_eq!(seen(), expected, "{path} admitted");
    }
}
