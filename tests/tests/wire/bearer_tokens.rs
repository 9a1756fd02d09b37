//! B1, B2, B4 to B7, B9: bearer tokens (RFC 6750).

use axum::body::Body;
use http::Request;
use tests::{ABSENT, INSUFFICIENT, INVALID, MALFORMED, send};

use crate::{BEARER, BEARER_INVALID, BEARER_MALFORMED, NOTHING, Untouched, app, authorized, get};

#[tokio::test]
async fn b01_the_authorization_field_carries_the_token() {
    authorized("/bearer", "Bearer ok")
        .await
        .assert_admitted("bearer:ok", "as in the RFC");
}

#[tokio::test]
async fn b02_without_a_token_no_error_is_named() {
    get("/bearer", NOTHING)
        .await
        .assert_refused(ABSENT, &[BEARER], "no field");
    for value in ["", "Basic dTpw", "Digest username=\"x\"", "Negotiate"] {
        authorized("/bearer", value)
            .await
            .assert_refused(ABSENT, &[BEARER], value);
    }
    let scoped = r#"Bearer realm="items", scope="r w""#;
    get("/scoped", NOTHING)
        .await
        .assert_refused(ABSENT, &[scoped], "with scopes");
}

#[tokio::test]
async fn b04_a_malformed_request_is_invalid_request() {
    for value in [
        "Bearer",
        "Bearer ",
        "bearer   ",
        "Bearer ok, Bearer ok",
        "Bearer token=ok",
        "Bearer ok;",
    ] {
        let answer = authorized("/bearer", value).await;
        answer.assert_refused(MALFORMED, &[BEARER_MALFORMED], value);
    }
    let scoped = r#"Bearer realm="items", scope="r w", error="invalid_request""#;
    let answer = authorized("/scoped", "Bearer").await;
    answer.assert_refused(MALFORMED, &[scoped], "with scopes");
}

#[tokio::test]
async fn b05_a_wrong_token_is_invalid_token() {
    for value in ["Bearer no", "Bearer a.b.c", "Bearer OK"] {
        let answer = authorized("/bearer", value).await;
        answer.assert_refused(INVALID, &[BEARER_INVALID], value);
    }
}

#[tokio::test]
async fn b06_a_missing_scope_is_insufficient_scope_with_all_that_is_needed() {
    let challenge = r#"Bearer realm="items", scope="r w", error="insufficient_scope""#;
    for value in ["Bearer ok", "Bearer ok.r", "Bearer ok.w", "Bearer ok.x"] {
        let answer = authorized("/scoped", value).await;
        answer.assert_refused(INSUFFICIENT, &[challenge], value);
    }
}

#[tokio::test]
async fn b07_two_methods_in_one_request_are_refused() {
    for twice in [
        ["Bearer ok", "Bearer ok"],
        ["Bearer ok", "bearer no"],
        ["Basic dTpw", "Bearer ok"],
    ] {
        let lines = twice.map(|value| ("authorization", value));
        let answer = get("/bearer", &lines).await;
        answer.assert_refused(MALFORMED, &[BEARER_MALFORMED], &twice.join(" | "));
    }
}

#[tokio::test]
async fn b09_query_and_body_carry_no_token() {
    for path in [
        "/bearer?access_token=ok",
        "/bearer?bearer=ok",
        "/bearer?Authorization=Bearer%20ok",
    ] {
        get(path, NOTHING)
            .await
            .assert_refused(ABSENT, &[BEARER], path);
    }
    for lines in [
        ("cookie", "access_token=ok"),
        ("access-token", "ok"),
        ("x-authorization", "Bearer ok"),
    ] {
        get("/bearer", &[lines])
            .await
            .assert_refused(ABSENT, &[BEARER], lines.0);
    }
    let form = |body| {
        Request::post("/bearer")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
            .expect("a request")
    };
    let answer = send(&app(), form(Body::from("access_token=ok"))).await;
    answer.assert_refused(ABSENT, &[BEARER], "a form");
    let answer = send(&app(), form(Body::new(Untouched))).await;
    answer.assert_refused(ABSENT, &[BEARER], "not even looked at");
}
