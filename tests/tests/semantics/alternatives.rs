//! Lines 1, 3, 5, 6 and 7: alternatives in written order, up to the first that is covered.

use serde_json::{Value, json};
use tests::{ABSENT, INSUFFICIENT, INVALID, MALFORMED, UNAVAILABLE};

use crate::{BEARER, BEARER_INVALID, KEY, get, router, send, with};

#[tokio::test]
async fn s01_guard_document_and_manifest_read_one_statement() {
    let manifest = router().manifest();
    let (_, api) = router().split_for_parts();
    let document = serde_json::to_value(api).expect("the document serialises");
    for (path, listed, published) in [
        ("/one", "bearer", json!([{ "bearer": [] }])),
        (
            "/either",
            "any(key, bearer)",
            json!([{ "key": [] }, { "bearer": [] }]),
        ),
        (
            "/both",
            "all(bearer(\"r\"), key)",
            json!([{ "bearer": ["r"], "key": [] }]),
        ),
        (
            "/edit",
            "any(bearer(\"w\"), all(key(\"r\"), query), basic)",
            json!([{ "bearer": ["w"] }, { "key": ["r"], "query": [] }, { "basic": [] }]),
        ),
        (
            "/optional",
            "optional(any(bearer, key))",
            json!([{ "bearer": [] }, { "key": [] }, {}]),
        ),
    ] {
        let line = manifest.lines().iter().find(|line| line.path == path);
        assert_eq!(
            line.map(|line| line.requirement.as_str()),
            Some(listed),
            "{path}"
        );
        assert_eq!(
            document["paths"][path]["get"]["security"], published,
            "{path}"
        );
    }
    // What a named requirement stands for is enforced just so.
    let basic = r#"Basic realm="api", charset="UTF-8""#;
    let challenges = [
        r#"Bearer realm="api", scope="w""#,
        r#"ApiKey realm="api", in="header", name="k", scope="r""#,
        r#"ApiKey realm="api", in="query", name="q""#,
        basic,
    ];
    with("/edit", "", "")
        .await
        .assert_refused(ABSENT, &challenges, "in written order");
    with("/edit", "ok.w", "")
        .await
        .assert_admitted("", "its first alternative");
    let second = send(get("/edit?q=ok").header("k", "ok.r")).await;
    second.assert_admitted("", "its second alternative");
    let third = send(get("/edit").header("authorization", "Basic dTpvaw==")).await;
    third.assert_admitted("", "what stands beside it");
    assert_eq!(
        send(get("/edit").header("k", "ok.r")).await.status,
        401,
        "half of the second"
    );
}

#[tokio::test]
async fn s03_the_first_covered_alternative_names_the_principal() {
    with("/either", "ok", "ok")
        .await
        .assert_admitted("key:ok by key", "both are covered");
    with("/either", "ok", "")
        .await
        .assert_admitted("bearer:ok by bearer", "the second alone");
    // Rubbish that no tried alternative reads does not matter, nor does a failed alternative.
    with("/either", "b d", "ok")
        .await
        .assert_admitted("key:ok by key", "rubbish is not read");
    for failed in ["no", "a b", "denied", "down", "panic"] {
        with("/either", "ok", failed)
            .await
            .assert_admitted("bearer:ok by bearer", failed);
    }
    let elsewhere = get("/either?k=no&q=%ff")
        .header("k", "ok")
        .header("cookie", "c=a; c=b");
    send(elsewhere)
        .await
        .assert_admitted("key:ok by key", "slots of other schemes");
}

#[tokio::test]
async fn s03_verifiers_are_asked_in_order_once_and_only_if_needed() {
    for (path, bearer, key, asked, case) in [
        ("/either", "ok", "ok", 1, "the first suffices"),
        ("/either", "ok", "no", 2, "the second is needed"),
        ("/either-scope", "ok", "", 1, "two alternatives, one scheme"),
        (
            "/either-scope",
            "ok.w",
            "",
            1,
            "two alternatives, one scheme",
        ),
        (
            "/longer-first",
            "no",
            "ok",
            2,
            "the key is asked once for both",
        ),
        ("/both", "ok.r", "", 0, "a slot is empty"),
        ("/both", "", "ok", 0, "a slot is empty"),
        ("/both", "ok.r", "a b", 0, "a slot is malformed"),
        ("/both", "no", "ok", 1, "the first is invalid"),
        ("/both", "ok.r", "ok", 2, "both are needed"),
    ] {
        assert_eq!(with(path, bearer, key).await.asked, asked, "{path}: {case}");
    }
}

#[tokio::test]
async fn s03_all_asks_for_each() {
    with("/both", "ok.r", "ok")
        .await
        .assert_admitted("bearer:ok.r key:ok", "both");
    let challenges = [r#"Bearer realm="api", scope="r""#, KEY];
    with("/both", "ok.r", "")
        .await
        .assert_refused(ABSENT, &challenges, "no key");
    with("/both", "", "ok")
        .await
        .assert_refused(ABSENT, &challenges, "no token");
    with("/both", "ok.r", "no")
        .await
        .assert_refused(INVALID, &challenges, "a wrong key");
}

#[tokio::test]
async fn s03_own_credentials_are_read_apart() {
    let stamped = |text: &str| get("/stamp").header("stamp", text);
    send(stamped("ok"))
        .await
        .assert_admitted("stamp:ok by stamp", "a stamp");
    let other = send(stamped("no").header("k", "ok")).await;
    other.assert_admitted("key:ok by key", "a failed stamp");
    let stamp = r#"Stamp realm="api""#;
    send(stamped("no"))
        .await
        .assert_refused(INVALID, &[stamp, KEY], "a wrong stamp");
    send(get("/stamp"))
        .await
        .assert_refused(ABSENT, &[stamp, KEY], "no stamp");
}

#[tokio::test]
async fn s05_optional_is_anonymous_only_without_any_credential() {
    with("/optional", "", "")
        .await
        .assert_admitted("guest", "nothing");
    with("/optional", "ok", "")
        .await
        .assert_admitted("bearer:ok", "a token");
    let refused = [
        ("no", "", INVALID, vec![BEARER_INVALID, KEY]),
        ("", "no", INVALID, vec![BEARER, KEY]),
        (
            "a b",
            "",
            MALFORMED,
            vec![r#"Bearer realm="api", error="invalid_request""#],
        ),
        ("", "down", UNAVAILABLE, vec![]),
    ];
    for (bearer, key, refused, challenges) in refused {
        let case = format!("{bearer:?} {key:?}");
        with("/optional", bearer, key)
            .await
            .assert_refused(refused, &challenges, &case);
    }
    for foreign in ["Digest x=y", "Basic dTpvaw==", "Negotiate", "x"] {
        let answer = send(get("/optional").header("authorization", foreign)).await;
        answer.assert_refused(ABSENT, &[BEARER, KEY], foreign);
    }
    let empty = send(get("/optional").header("authorization", "").header("k", "")).await;
    empty.assert_admitted("guest", "empty slots");
    let other = send(
        get("/optional?q=no")
            .header("cookie", "c=no")
            .header("stamp", "no"),
    )
    .await;
    other.assert_admitted("guest", "slots that the expression does not name");
}

#[tokio::test]
async fn s06_scopes_are_implied_on_the_granted_side_and_never_united() {
    for (path, granted) in [
        ("/r", "ok.r"),
        ("/r", "ok.w"),
        ("/r", "ok.admin"),
        ("/rx", "ok.admin"),
        ("/rx", "ok.w.x"),
        ("/either-scope", "ok.x"),
        ("/either-scope", "ok.w"),
    ] {
        let who = format!("bearer:{granted} by bearer");
        with(path, granted, "").await.assert_admitted(&who, path);
    }
    let short =
        |scope: &str| format!(r#"Bearer realm="api", scope="{scope}", error="insufficient_scope""#);
    for (path, granted, needed) in [
        ("/r", "ok.x", "r"),
        ("/rx", "ok.r", "r x"),
        ("/rx", "ok.w", "r x"),
        ("/either-scope", "ok.r", "x"),
        ("/r", "ok.R", "r"),
        ("/r", "ok.rx", "r"),
    ] {
        let answer = with(path, granted, "").await;
        answer.assert_refused(
            INSUFFICIENT,
            &[&short(needed)],
            &format!("{path} {granted}"),
        );
    }
    // One scheme's scopes do not count for another.
    let answer = with("/nearest", "ok.x", "ok").await;
    assert_eq!(answer.status, 403);
    let answer = with("/nearest", "ok", "ok.r.x").await;
    answer.assert_admitted("key:ok.r.x by key", "its own scope");
}

#[tokio::test]
async fn s07_nothing_is_reordered_or_absorbed() {
    // A dead alternative does not compile: ui-tests, `scheme/dead_*`.
    let (_, api) = router().split_for_parts();
    let document: Value = serde_json::to_value(api).expect("the document serialises");
    let published = |path: &str| document["paths"][path]["get"]["security"].clone();
    assert_eq!(
        published("/lenient-last"),
        json!([{ "bearer": ["x"] }, { "bearer": [] }])
    );
    assert_eq!(
        published("/longer-first"),
        json!([{ "bearer": [], "key": [] }, { "key": [] }])
    );
    with("/longer-first", "ok", "ok")
        .await
        .assert_admitted("key:ok bearer:ok", "the longer one");
    with("/longer-first", "", "ok")
        .await
        .assert_admitted("key:ok", "the shorter one");
    with("/longer-first", "no", "ok")
        .await
        .assert_admitted("key:ok", "the shorter one");
    let first = r#"Bearer realm="api", scope="x""#;
    with("/lenient-last", "", "")
        .await
        .assert_refused(ABSENT, &[first], "scopes of the first");
    with("/lenient-last", "ok", "")
        .await
        .assert_admitted("bearer:ok by bearer", "the second");
}
