//! F1 to F5, F9, F10, F31: what `any`, `all` and `optional` make of several credentials.

use http::Request;
use tests::{ABSENT, FAULT, INSUFFICIENT, INVALID, MALFORMED, UNAVAILABLE, send};

use crate::{BEARER, BEARER_INVALID, BEARER_MALFORMED, KEY, KEY_MALFORMED, app, get, request};

#[tokio::test(start_paused = true)]
async fn f01_the_principal_does_not_depend_on_latency() {
    let app = app();
    for _ in 0..1000 {
        for (bearer, key) in [("ok", "slow"), ("slow", "ok"), ("slow", "slow")] {
            let answer = send(&app, request("GET", "/either", bearer, key)).await;
            answer.assert_admitted(&format!("key:{key}"), "the key is written first");
            let answer = send(&app, request("GET", "/rehtie", bearer, key)).await;
            answer.assert_admitted(&format!("bearer:{bearer}"), "the token is written first");
        }
    }
}

#[tokio::test]
async fn f02_nothing_of_a_failed_alternative_is_left() {
    for stamp in [
        None,
        Some("no"),
        Some("denied"),
        Some("down"),
        Some("\u{e9}"),
    ] {
        let mut sent = Request::get("/stamp").header("k", "ok");
        if let Some(stamp) = stamp {
            sent = sent.header("stamp", stamp);
        }
        let sent = sent.body(axum::body::Body::empty()).expect("a request");
        let case = format!("{stamp:?}");
        send(&app(), sent)
            .await
            .assert_admitted("key:ok true", &case);
    }
    let valid = Request::get("/stamp").header("stamp", "ok");
    let valid = valid.body(axum::body::Body::empty()).expect("a request");
    let answer = send(&app(), valid).await;
    answer.assert_admitted("stamp:ok true", "nor of the one that admits");
}

#[tokio::test]
async fn f03_all_yields_every_principal() {
    let answer = get("/both", "ok.r", "ok.w").await;
    answer.assert_admitted("bearer:ok.r key:ok.w", "in written order");
}

#[tokio::test]
async fn f04_all_is_not_any() {
    for (bearer, key, refused, challenges) in [
        ("ok", "", ABSENT, [BEARER, KEY]),
        ("", "ok", ABSENT, [BEARER, KEY]),
        ("ok", "no", INVALID, [BEARER, KEY]),
        ("no", "ok", INVALID, [BEARER_INVALID, KEY]),
    ] {
        let case = format!("{bearer:?} and {key:?}");
        let answer = get("/both", bearer, key).await;
        answer.assert_refused(refused, &challenges, &case);
    }
}

#[tokio::test]
async fn f05_scopes_of_alternatives_are_not_united() {
    for scope in ["ok.r", "ok.w", "ok.r.w"] {
        get("/one-of", scope, "").await.assert_admitted("", scope);
    }
    let answer = get("/one-of", "ok", "").await;
    let nearest = r#"Bearer realm="api", scope="r", error="insufficient_scope""#;
    answer.assert_refused(INSUFFICIENT, &[nearest], "neither of the two");
    // Every scope that `any(bearer("r x"), all(bearer("w"), key("r")))` names is granted, each in
    // the wrong place.
    let answer = get("/scopes", "ok.r", "ok.w.x").await;
    let nearest = r#"Bearer realm="api", scope="r x", error="insufficient_scope""#;
    answer.assert_refused(INSUFFICIENT, &[nearest], "no alternative is covered");
}

#[tokio::test]
async fn f09_an_invalid_credential_is_not_anonymous() {
    get("/optional", "", "")
        .await
        .assert_admitted("guest", "nothing");
    let cases = [
        ("no", "", INVALID, vec![BEARER_INVALID, KEY]),
        ("", "no", INVALID, vec![BEARER, KEY]),
        ("no", "no", INVALID, vec![BEARER_INVALID, KEY]),
        ("a b", "", MALFORMED, vec![BEARER_MALFORMED]),
        ("", "a b", MALFORMED, vec![KEY_MALFORMED]),
        ("", "down", UNAVAILABLE, vec![]),
        ("panic", "", FAULT, vec![]),
    ];
    for (bearer, key, refused, challenges) in cases {
        let case = format!("{bearer:?} and {key:?}");
        let answer = get("/optional", bearer, key).await;
        answer.assert_refused(refused, &challenges, &case);
    }
    let foreign = Request::get("/optional").header("authorization", "Digest username=\"x\"");
    let foreign = foreign.body(axum::body::Body::empty()).expect("a request");
    let answer = send(&app(), foreign).await;
    answer.assert_refused(ABSENT, &[BEARER, KEY], "of another scheme");
}

#[tokio::test]
async fn f10_optional_looks_at_credentials_first() {
    get("/optional", "ok", "")
        .await
        .assert_admitted("bearer:ok", "the first");
    get("/optional", "", "ok")
        .await
        .assert_admitted("key:ok", "the second");
    get("/optional", "no", "ok")
        .await
        .assert_admitted("key:ok", "beside an invalid one");
}

#[tokio::test]
async fn f31_one_failing_alternative_refuses_nobody() {
    for failing in ["no", "denied", "down", "panic", "a b"] {
        get("/either", "ok", failing)
            .await
            .assert_admitted("bearer:ok", failing);
        get("/rehtie", failing, "ok")
            .await
            .assert_admitted("key:ok", failing);
    }
}
