//! D5: bodies (RFC 9457) that say what the status says and nothing of what happened.

use std::sync::Arc;

use axum_secured::{SecuredRouter, SecuritySchemes, render::Detail, routes, secured};
use serde_json::{Value, json};
use tests::{ABSENT, DENIED, FAULT, INSUFFICIENT, INVALID, MALFORMED, Scripted, UNAVAILABLE, send};

use crate::{Scope, authorized, request};

#[tokio::test]
async fn d05_a_problem_says_what_the_status_says_and_no_more() {
    let needs = r#"Bearer realm="items", scope="r w""#;
    let with = |error: &str| vec![format!("{needs}, error=\"{error}\"")];
    for (value, refused, challenges) in [
        ("", ABSENT, vec![needs.to_owned()]),
        ("Bearer no", INVALID, with("invalid_token")),
        ("Bearer no no", MALFORMED, with("invalid_request")),
        ("Bearer ok.r", INSUFFICIENT, with("insufficient_scope")),
        ("Bearer denied", DENIED, vec![]),
        ("Bearer down", UNAVAILABLE, vec![]),
        ("Bearer panic", FAULT, vec![]),
    ] {
        let answer = authorized("/scoped", value).await;
        let challenges: Vec<&str> = challenges.iter().map(String::as_str).collect();
        answer.assert_refused(refused, &challenges, value);
        let problem: Value = serde_json::from_str(&answer.body).expect("JSON");
        assert_eq!(problem["status"], json!(answer.status), "{value}");
        assert_eq!(problem["type"], json!("about:blank"), "{value}");
        let status = http::StatusCode::from_u16(answer.status).expect("a status");
        // RFC 9457, section 4.2.1: with `about:blank`, the title is the status in words.
        assert_eq!(
            problem["title"].as_str(),
            status.canonical_reason(),
            "{value}"
        );
        assert_eq!(
            problem.as_object().map(serde_json::Map::len),
            Some(4),
            "{value}"
        );
    }
}

#[derive(SecuritySchemes)]
#[schemes(realm = "items", render = Detail)]
struct Plain {
    #[scheme(http(bearer), scopes = Scope)]
    token: Scripted,
}

#[secured(token("r"))]
#[utoipa::path(get, path = "/", responses((status = 200)))]
async fn rendered_otherwise() {}

#[tokio::test]
async fn another_rendering_keeps_status_and_challenges() {
    let auth = Plain {
        token: Scripted::default(),
    };
    let (router, _) = SecuredRouter::new()
        .routes(routes!(rendered_otherwise))
        .split_for_parts();
    let app = router.with_state(Arc::new(auth));
    for (value, status, challenge, detail) in [
        (
            "",
            401,
            r#"Bearer realm="items", scope="r""#,
            "Authentication is required.",
        ),
        (
            "Bearer no",
            401,
            r#"Bearer realm="items", scope="r", error="invalid_token""#,
            "The credential is not valid.",
        ),
        (
            "Bearer ok",
            403,
            r#"Bearer realm="items", scope="r", error="insufficient_scope""#,
            "The credential lacks a scope that this operation needs.",
        ),
    ] {
        let answer = send(&app, request("GET", "/", &[("authorization", value)])).await;
        assert_eq!(answer.status, status, "{value}");
        assert_eq!(answer.challenges, [challenge], "{value}");
        assert_eq!(
            answer.body,
            format!(r#"{{"detail":"{detail}"}}"#),
            "{value}"
        );
        assert_eq!(
            answer.header("content-type"),
            Some("application/json"),
            "{value}"
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{value}");
    }
}
