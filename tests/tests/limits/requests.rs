//! A limit holds, says how long to wait, and comes between the requirement and the handler.

use std::time::Duration;

use axum::{Extension, Router, routing};
use axum_secured::{Limits, SecuredRouter, public, render::Detail, routes};
use tests::{INVALID, Journal, THROTTLED, send};
use tokio::{task::JoinSet, time::advance};

use crate::{Auth, app, bear, from, get, items, router, token, with};

#[tokio::test(start_paused = true)]
async fn who_asked_too_often_is_told_when_to_come_back() {
    let app = app();
    for _ in 0..3 {
        bear(&app, "/items", "ann")
            .await
            .assert_admitted("ann", "within the limit");
    }
    let refused = bear(&app, "/items", "ann").await;
    refused.assert_refused(THROTTLED, &[], "one too many");
    assert_eq!(refused.header("retry-after"), Some("20"));
    advance(Duration::from_millis(500)).await;
    let refused = bear(&app, "/items", "ann").await;
    assert_eq!(
        refused.header("retry-after"),
        Some("20"),
        "19.5 s, rounded up"
    );
    advance(Duration::from_secs(20)).await;
    bear(&app, "/items", "ann")
        .await
        .assert_admitted("ann", "after the wait");
    bear(&app, "/items", "ann")
        .await
        .assert_refused(THROTTLED, &[], "one has come");
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_for_another_reason_does_not_count() {
    let app = app();
    for _ in 0..10 {
        assert_eq!(bear(&app, "/items", "no").await.status, 401);
        assert_eq!(bear(&app, "/both", "ann").await.status, 401);
    }
    bear(&app, "/items", "ann")
        .await
        .assert_admitted("ann", "the first that counts");
    let both = get("/both", &[("authorization", "Bearer ann"), ("k", "ann")]);
    assert_eq!(send(&app, both).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn the_limit_comes_after_the_requirement_and_before_the_handler() {
    let app = app();
    let unfit = |token| get("/items", &[("authorization", token), ("x-unfit", "1")]);
    for _ in 0..3 {
        let answer = send(&app, unfit("Bearer ann")).await;
        assert_eq!(answer.body, "unfit", "it counts all the same");
    }
    let answer = send(&app, unfit("Bearer ann")).await;
    answer.assert_refused(THROTTLED, &[], "before the extractors");
    let challenges = bear(&app, "/items", "no").await.challenges;
    let challenges: Vec<&str> = challenges.iter().map(String::as_str).collect();
    let answer = send(&app, unfit("Bearer no")).await;
    answer.assert_refused(INVALID, &challenges, "after the requirement");
}

#[tokio::test(start_paused = true)]
async fn strangers_who_are_held_off_take_no_room_of_those_who_prove_who_they_are() {
    let app = with(Limits::builder().entries(2).build().expect("limits"));
    for peer in ["192.0.2.1:1", "192.0.2.2:1", "192.0.2.3:1"] {
        for _ in 0..6 {
            send(&app, from(peer, "POST", "/token")).await;
        }
    }
    let stranger = send(&app, from("192.0.2.4:1", "POST", "/token")).await;
    stranger.assert_refused(THROTTLED, &[], "no room: strangers count together");
    for name in ["ann", "bob"] {
        for _ in 0..3 {
            bear(&app, "/items", name)
                .await
                .assert_admitted(name, "alone");
        }
        assert_eq!(bear(&app, "/items", name).await.status, 429, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn handlers_count_apart_and_wherever_they_are_mounted() {
    let (nested, _) = SecuredRouter::new()
        .nest("/a", SecuredRouter::new().routes(routes!(items)))
        .nest("/b", SecuredRouter::new().routes(routes!(items)))
        .merge(router())
        .limits(Limits::builder().build().expect("limits"))
        .split_for_parts();
    let app = nested.with_state(Auth::new());
    for path in ["/items", "/a/items", "/b/items"] {
        assert_eq!(bear(&app, path, "ann").await.status, 200, "{path}");
    }
    for path in ["/items", "/a/items", "/b/items"] {
        assert_eq!(bear(&app, path, "ann").await.status, 429, "{path}");
    }
    assert_eq!(bear(&app, "/maybe", "ann").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_limit_holds_on_a_plain_router_too() {
    #[public("nobody else counts here", limit = "1/day")]
    async fn once() {}

    let app = Router::new().route("/once", routing::post(once));
    assert_eq!(
        send(&app, from("192.0.2.1:1", "POST", "/once"))
            .await
            .status,
        200
    );
    let refused = send(&app, from("192.0.2.1:2", "POST", "/once")).await;
    refused.assert_refused(THROTTLED, &[], "the process counts");
    assert_eq!(refused.header("retry-after"), Some("86400"));
    let configured = app.layer(Extension(Limits::builder().build().expect("limits")));
    let answer = send(&configured, from("192.0.2.1:1", "POST", "/once")).await;
    assert_eq!(answer.status, 200, "counters of its own");
}

#[tokio::test(start_paused = true)]
async fn an_inner_router_may_count_for_itself() {
    let limits = || Limits::builder().build().expect("limits");
    let inner = || {
        SecuredRouter::new()
            .routes(routes!(token))
            .fallback(token)
            .limits(limits())
    };
    let (router, _) = SecuredRouter::new()
        .nest("/a", inner())
        .nest("/b", inner())
        .routes(routes!(token))
        .limits(limits())
        .split_for_parts();
    for paths in [
        ["/token", "/token"],
        ["/a/token", "/a/none"],
        ["/b/none", "/b/token"],
    ] {
        for _ in 0..5 {
            let answer = send(&router, from("192.0.2.1:1", "POST", paths[0])).await;
            assert_eq!(answer.status, 200, "{paths:?}");
        }
        let answer = send(&router, from("192.0.2.1:1", "POST", paths[1])).await;
        assert_eq!(answer.status, 429, "{paths:?}");
    }
}

#[test]
fn limits_are_given_once() {
    let limits = || Limits::builder().build().expect("limits");
    let router: SecuredRouter = SecuredRouter::new().limits(limits()).limits(limits());
    let errors = router.try_into_router().expect_err("two");
    assert_eq!(errors.errors(), ["there are two `limits`: only one counts"]);
    assert!(
        Limits::builder().entries(0).build().is_err(),
        "nobody counts"
    );
}

#[tokio::test(start_paused = true)]
async fn where_there_is_no_room_newcomers_share_a_bucket() {
    let app = with(Limits::builder().entries(2).build().expect("limits"));
    for name in ["ann", "bob"] {
        for _ in 0..4 {
            bear(&app, "/items", name).await;
        }
    }
    let mut statuses = Vec::new();
    for name in ["cid", "dan", "eve", "fay"] {
        statuses.push(bear(&app, "/items", name).await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 429]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_exactly_as_many_pass() {
    #[public("raced for", limit = "7/day")]
    async fn raced() {}

    let limits = Limits::builder().build().expect("limits");
    let app = Router::new()
        .route("/", routing::get(raced))
        .layer(Extension(limits));
    let mut asked = JoinSet::new();
    for _ in 0..200 {
        let app = app.clone();
        asked.spawn(async move { send(&app, from("192.0.2.1:1", "GET", "/")).await.status });
    }
    let statuses = asked.join_all().await;
    let admitted = statuses.iter().filter(|status| **status == 200).count();
    let refused = statuses.iter().filter(|status| **status == 429).count();
    assert_eq!((admitted, refused), (7, 193));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_leaves_one_line_without_a_name_or_an_address() {
    let app = app();
    for _ in 0..3 {
        bear(&app, "/items", "ann").await;
    }
    Journal::open();
    bear(&app, "/items", "ann").await;
    let lines = Journal::lines();
    let [line] = lines.as_slice() else {
        panic!("one line: {lines:?}");
    };
    for part in [
        "status=429",
        "code=\"throttled\"",
        "reason=\"limit\"",
        "handler=\"items\"",
    ] {
        assert!(line.contains(part), "{part}: {line}");
    }
    assert!(!line.contains("ann") && !line.contains("192."), "{line}");
}

#[tokio::test(start_paused = true)]
async fn the_rendering_of_public_handlers_is_the_limits_own() {
    let limits = Limits::builder()
        .render::<Detail>()
        .build()
        .expect("limits");
    let app = with(limits);
    for _ in 0..5 {
        send(&app, from("192.0.2.1:1", "POST", "/token")).await;
    }
    let answer = send(&app, from("192.0.2.1:1", "POST", "/token")).await;
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(
        answer.body,
        r#"{"detail":"There were too many requests; try again later."}"#
    );
}

#[tokio::test(start_paused = true)]
async fn a_head_counts_as_a_get() {
    let app = app();
    let mut statuses = Vec::new();
    for method in ["HEAD", "GET", "HEAD", "GET", "HEAD"] {
        let mut request = get("/items", &[("authorization", "Bearer ann")]);
        *request.method_mut() = method.parse().expect("a method");
        statuses.push(send(&app, request).await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
}

#[tokio::test(start_paused = true)]
async fn handlers_that_one_macro_writes_in_several_modules_count_apart() {
    macro_rules! resources {
        ($($name:ident)*) => {$(
            mod $name {
                #[axum_secured::secured(crate::bearer, limit = "1/hour")]
                pub(super) async fn list() {}
                #[axum_secured::public("a form", limit = "1/hour")]
                pub(super) async fn form() {}
            }
        )*};
    }
    resources! { ours theirs }
    let app = Router::new()
        .route("/ours", routing::get(ours::list).post(ours::form))
        .route("/theirs", routing::get(theirs::list).post(theirs::form))
        .layer(Extension(Limits::builder().build().expect("limits")))
        .with_state(Auth::new());
    for path in ["/ours", "/theirs"] {
        assert_eq!(bear(&app, path, "ann").await.status, 200, "{path}");
        assert_eq!(bear(&app, path, "ann").await.status, 429, "{path}");
        let post = || from("192.0.2.1:1", "POST", path);
        assert_eq!(send(&app, post()).await.status, 200, "POST {path}");
        assert_eq!(send(&app, post()).await.status, 429, "POST {path}");
    }
}
