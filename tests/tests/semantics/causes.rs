//! Line 4: where no alternative is covered, the strongest cause answers.

use axum_secured::Cause;
use tests::{ABSENT, DENIED, INSUFFICIENT, INVALID, THROTTLED};

use crate::{BEARER, BEARER_INVALID, KEY, with};

#[tokio::test]
async fn s04_the_strongest_cause_answers() {
    let order = [
        ("", Cause::Absent, 401),
        ("no", Cause::Invalid, 401),
        ("a b", Cause::Malformed, 400),
        ("denied", Cause::Denied, 403),
        ("throttled", Cause::Throttled, 429),
        ("down", Cause::Unavailable, 503),
        ("panic", Cause::Fault, 500),
    ];
    for (one, (bearer, weak, _)) in order.iter().enumerate() {
        for (other, (key, strong, _)) in order.iter().enumerate() {
            let answer = with("/either", bearer, key).await;
            let (cause, status) = (order[one.max(other)].1, order[one.max(other)].2);
            assert_eq!(answer.cause, Some(cause), "{weak:?} and {strong:?}");
            assert_eq!(answer.status, status, "{weak:?} and {strong:?}");
        }
    }
}

#[tokio::test]
async fn s04_too_many_attempts_say_how_long_to_wait_and_ask_for_nothing() {
    for (bearer, key) in [
        ("throttled", ""),
        ("", "throttled"),
        ("denied", "throttled"),
    ] {
        let answer = with("/either", bearer, key).await;
        answer.assert_refused(THROTTLED, &[], bearer);
        assert_eq!(answer.header("retry-after"), Some("2"), "1.5 s, rounded up");
    }
}

#[tokio::test]
async fn s04_a_missing_scope_outweighs_a_wrong_credential_and_not_a_denial() {
    let short = r#"Bearer realm="api", scope="r x", error="insufficient_scope""#;
    for key in ["", "no", "a b"] {
        with("/nearest", "ok", key)
            .await
            .assert_refused(INSUFFICIENT, &[short], key);
    }
    with("/nearest", "ok", "denied")
        .await
        .assert_refused(DENIED, &[], "a denial");
    let key = r#"ApiKey realm="api", in="header", name="k", scope="r", error="insufficient_scope""#;
    with("/nearest", "no", "ok")
        .await
        .assert_refused(INSUFFICIENT, &[key], "a wrong token");
}

#[tokio::test]
async fn s04_the_nearest_alternative_says_what_is_missing() {
    let key = r#"ApiKey realm="api", in="header", name="k", scope="r", error="insufficient_scope""#;
    let bearer = r#"Bearer realm="api", scope="r x", error="insufficient_scope""#;
    with("/nearest", "ok", "ok")
        .await
        .assert_refused(INSUFFICIENT, &[key], "one against two");
    let tie = with("/nearest", "ok.r", "ok").await;
    tie.assert_refused(INSUFFICIENT, &[bearer], "of equals the first written");
}

#[tokio::test]
async fn s04_slots_come_first_within_an_alternative() {
    let bearer = r#"Bearer realm="api", scope="r""#;
    let wrong = r#"Bearer realm="api", scope="r", error="invalid_token""#;
    let short = r#"Bearer realm="api", scope="r", error="insufficient_scope""#;
    with("/both", "ok", "")
        .await
        .assert_refused(ABSENT, &[bearer, KEY], "scope and key missing");
    with("/both", "denied", "")
        .await
        .assert_refused(ABSENT, &[bearer, KEY], "nobody was asked");
    with("/both", "ok", "no").await.assert_refused(
        INVALID,
        &[bearer, KEY],
        "scope missing, key wrong",
    );
    with("/both", "no", "ok")
        .await
        .assert_refused(INVALID, &[wrong, KEY], "the token is wrong");
    with("/both", "ok", "ok")
        .await
        .assert_refused(INSUFFICIENT, &[short], "the scope alone");
}

#[tokio::test]
async fn s04_an_error_is_named_only_for_what_was_presented() {
    with("/either", "", "")
        .await
        .assert_refused(ABSENT, &[KEY, BEARER], "nothing");
    with("/either", "no", "")
        .await
        .assert_refused(INVALID, &[KEY, BEARER_INVALID], "a token");
    with("/either", "", "no")
        .await
        .assert_refused(INVALID, &[KEY, BEARER], "a key");
}
