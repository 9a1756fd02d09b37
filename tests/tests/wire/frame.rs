//! H1 to H4 and H7 to H9: the frame that HTTP itself gives authentication (RFC 9110, section 11).

use axum::body::Body;
use tests::{ABSENT, DENIED, INSUFFICIENT, INVALID, MALFORMED, Scripted, send};

use crate::{
    BASIC, BASIC_MALFORMED, BEARER, BEARER_INVALID, BEARER_MALFORMED, COOKIE, KEY, NOTHING, QUERY,
    app, app_asking, authorized, get, request,
};

#[tokio::test]
async fn h01_every_401_carries_a_challenge() {
    let every = [
        r#"Bearer realm="items", scope="r""#,
        KEY,
        QUERY,
        COOKIE,
        BASIC,
    ];
    let scoped = r#"Bearer realm="items", scope="r w""#;
    for (path, challenges) in [
        ("/bearer", &[BEARER][..]),
        ("/scoped", &[scoped]),
        ("/key", &[KEY]),
        ("/query", &[QUERY]),
        ("/cookie", &[COOKIE]),
        ("/basic", &[BASIC]),
        ("/every", &every),
    ] {
        get(path, NOTHING)
            .await
            .assert_refused(ABSENT, challenges, path);
    }
    get("/key", &[("x-key", "no")])
        .await
        .assert_refused(INVALID, &[KEY], "a wrong key");
    get("/query?key=no", NOTHING)
        .await
        .assert_refused(INVALID, &[QUERY], "a wrong key");
    get("/cookie", &[("cookie", "sid=no")])
        .await
        .assert_refused(INVALID, &[COOKIE], "a cookie");
    authorized("/basic", "Basic dTp3cm9uZw==")
        .await
        .assert_refused(INVALID, &[BASIC], "a login");
    authorized("/bearer", "Bearer no")
        .await
        .assert_refused(INVALID, &[BEARER_INVALID], "a token");
}

#[tokio::test]
async fn h02_scheme_names_have_no_case() {
    for name in ["Bearer", "bearer", "BEARER", "bEaReR"] {
        let answer = authorized("/bearer", format!("{name} ok")).await;
        answer.assert_admitted("bearer:ok", name);
    }
    for name in ["Basic", "basic", "BASIC", "bAsIc"] {
        let answer = authorized("/basic", format!("{name} dTpw")).await;
        answer.assert_admitted("u|p", name);
    }
    for name in [
        "Bearerx", "Beare", "xBearer", "Bearer-", "Basic", "Token", "OAuth",
    ] {
        let answer = authorized("/bearer", format!("{name} ok")).await;
        answer.assert_refused(ABSENT, &[BEARER], name);
    }
    for lines in [("x-key", "ok"), ("X-KEY", "ok")] {
        get("/key", &[lines])
            .await
            .assert_admitted("key:ok", lines.0);
    }
}

#[tokio::test]
async fn h03_only_spaces_separate() {
    for spaces in [1, 2, 7] {
        let value = format!("Bearer{}ok", " ".repeat(spaces));
        authorized("/bearer", &value)
            .await
            .assert_admitted("bearer:ok", &value);
    }
    for value in [
        &b"Bearer\tok"[..],
        b"Bearer \tok",
        b"Bearer\t ok",
        b"Bearer \t",
        b"Bearer\xa0ok",
        b"Bearer\xc2\xa0ok",
        b"Bearer,ok",
        b"Bearer=ok,",
        b"Bearer:ok",
        b"Bearer ok ok",
        b"Bearer ok\t",
    ] {
        let case = String::from_utf8_lossy(value);
        let answer = authorized("/bearer", value).await;
        answer.assert_refused(MALFORMED, &[BEARER_MALFORMED], &case);
    }
}

#[tokio::test]
async fn h04_a_token_is_token68() {
    for byte in (0..=u8::MAX).filter(|byte| *byte == b'\t' || (*byte >= b' ' && *byte != 0x7f)) {
        let value = [&b"Bearer ok."[..], &[byte], b"x"].concat();
        let case = format!("{byte:#04x}");
        let answer = authorized("/bearer", &value).await;
        if byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte) {
            let who = format!("bearer:ok.{}x", char::from(byte));
            answer.assert_admitted(&who, &case);
        } else {
            answer.assert_refused(MALFORMED, &[BEARER_MALFORMED], &case);
        }
    }
    for value in ["ok=", "ok==", "ok===="] {
        let answer = authorized("/bearer", format!("Bearer {value}")).await;
        answer.assert_admitted(&format!("bearer:{value}"), value);
    }
    for value in ["=", "==", "=ok", "ok=ok", "ok=.", "\"ok\"", "ok=\"x\""] {
        let answer = authorized("/bearer", format!("Bearer {value}")).await;
        answer.assert_refused(MALFORMED, &[BEARER_MALFORMED], value);
    }
    for value in ["dTpw-", "dTpw_", "dTp.", "dTp~", "dTp!", "dTpw\""] {
        let answer = authorized("/basic", format!("Basic {value}")).await;
        answer.assert_refused(MALFORMED, &[BASIC_MALFORMED], value);
    }
}

#[tokio::test]
async fn h07_authorization_is_a_singleton() {
    let pairs = [
        ["Bearer ok", "Bearer ok"],
        ["Bearer ok", "Bearer no"],
        ["Bearer ok", "Basic dTpw"],
        ["Basic dTpw", "Bearer ok"],
        ["Bearer ok", ""],
        ["", "Bearer ok"],
        ["", ""],
        ["Digest x=y", "Bearer ok"],
    ];
    for pair in pairs {
        let case = pair.join(" | ");
        let twice = pair.map(|value| ("authorization", value));
        let answer = get("/bearer", &twice).await;
        answer.assert_refused(MALFORMED, &[BEARER_MALFORMED], &case);
        let answer = get("/basic", &twice).await;
        answer.assert_refused(MALFORMED, &[BASIC_MALFORMED], &case);
        let answer = get("/maybe", &twice).await;
        answer.assert_refused(MALFORMED, &[BEARER_MALFORMED, BASIC_MALFORMED], &case);
        if pair.iter().all(|value| value.contains(' ')) {
            let joined = pair.join(", ");
            let answer = authorized("/bearer", &joined).await;
            answer.assert_refused(MALFORMED, &[BEARER_MALFORMED], &joined);
        }
    }
}

#[tokio::test]
async fn h08_unknown_callers_get_401_and_known_ones_403() {
    let needs = r#"Bearer realm="items", scope="r w""#;
    let wrong = r#"Bearer realm="items", scope="r w", error="invalid_token""#;
    let short = r#"Bearer realm="items", scope="r w", error="insufficient_scope""#;
    get("/scoped", NOTHING)
        .await
        .assert_refused(ABSENT, &[needs], "nobody");
    authorized("/scoped", "Bearer no")
        .await
        .assert_refused(INVALID, &[wrong], "anybody");
    authorized("/scoped", "Bearer ok.r")
        .await
        .assert_refused(INSUFFICIENT, &[short], "too little");
    authorized("/scoped", "Bearer denied")
        .await
        .assert_refused(DENIED, &[], "not allowed");
    authorized("/scoped", "Bearer ok.r.w")
        .await
        .assert_admitted("bearer:ok.r.w", "enough");
}

#[tokio::test]
async fn h09_head_is_guarded_as_get_and_other_methods_reach_nothing() {
    let scripted = Scripted::default();
    let app = app_asking(&scripted);
    let sent =
        |method, value: &'static str| request(method, "/bearer", &[("authorization", value)]);
    send(&app, request("HEAD", "/bearer", NOTHING))
        .await
        .assert_refused(ABSENT, &[BEARER], "HEAD");
    send(&app, sent("HEAD", "Bearer no"))
        .await
        .assert_refused(INVALID, &[BEARER_INVALID], "HEAD");
    send(&app, sent("HEAD", "Bearer ok"))
        .await
        .assert_admitted("", "HEAD");
    assert_eq!(scripted.asked(), 2);
    for method in ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "get", "XYZ"] {
        for value in ["Bearer ok", "Bearer no"] {
            let answer = send(&app, sent(method, value)).await;
            assert_eq!((answer.status, answer.body.as_str()), (405, ""), "{method}");
            assert_eq!(answer.challenges, [""; 0], "{method}");
        }
    }
    assert_eq!(scripted.asked(), 2, "no verifier, no handler");
}

#[tokio::test]
async fn what_is_too_long_is_malformed_before_it_is_read() {
    const LIMIT: usize = 8 * 1024;
    let filled =
        |prefix: &str, length: usize| format!("{prefix}{}", "x".repeat(length - prefix.len()));
    let fits = filled("Bearer ok.", LIMIT);
    let who = format!("bearer:{}", &fits["Bearer ".len()..]);
    authorized("/bearer", &fits)
        .await
        .assert_admitted(&who, "8 kB");
    let answer = authorized("/bearer", filled("Bearer ok.", LIMIT + 1)).await;
    answer.assert_refused(MALFORMED, &[BEARER_MALFORMED], "a byte more");
    let key = filled("ok.", LIMIT + 1);
    let malformed = |challenge: &str| format!("{challenge}, error=\"invalid_request\"");
    let answer = get("/key", &[("x-key", &key)]).await;
    answer.assert_refused(MALFORMED, &[&malformed(KEY)], "a header");
    let answer = get("/cookie", &[("cookie", format!("sid={key}"))]).await;
    answer.assert_refused(MALFORMED, &[&malformed(COOKIE)], "a cookie");
    let answer = get(&format!("/query?key={key}"), NOTHING).await;
    answer.assert_refused(MALFORMED, &[&malformed(QUERY)], "a parameter");
    let encoded = format!("/query?key={}", "%41".repeat(LIMIT / 3 + 1));
    let answer = get(&encoded, NOTHING).await;
    answer.assert_refused(MALFORMED, &[&malformed(QUERY)], "an encoded parameter");
    let empty = send(
        &app(),
        request("GET", "/key", &[("x-key", "")]).map(|_| Body::empty()),
    )
    .await;
    empty.assert_refused(ABSENT, &[KEY], "an empty slot is no credential");
}
