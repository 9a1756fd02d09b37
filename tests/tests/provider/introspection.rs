//! Introspection, over a real connection.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Form, Router, body::Body, extract::State, routing::post};
use axum_secured::{
    ClaimsOnly, Introspection, Scopes, SecuredRouter, SecuritySchemes, routing, secured,
    testing::{self, TestTokens},
};
use http::{HeaderMap, Request, StatusCode};
use serde_json::json;
use tests::{INSUFFICIENT, INVALID, Journal, UNAVAILABLE, send};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::server::{Provider, USELESS};

const WRONG: &str = r#"Bearer realm="api", scope="read", error="invalid_token""#;

#[derive(Scopes)]
enum Scope {
    #[scope("read")]
    Read,
}

#[derive(serde::Deserialize)]
struct Said {
    sub: String,
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(http(bearer), scopes = Scope)]
    bearer: Introspection<ClaimsOnly<Said>>,
}

#[secured(bearer, scopes = "read")]
async fn who(#[principal] said: Said) -> String {
    said.sub
}

fn app(url: String, cache: Duration) -> Router {
    let bearer = Introspection::at(url)
        .client("items-api", testing::secret("between us"))
        .audience("items")
        .cache(cache)
        .claims_only()
        .build()
        .expect("a verifier");
    let (router, _) = SecuredRouter::new()
        .route("/", routing::get(who))
        .split_for_parts();
    router.with_state(Arc::new(Auth { bearer }))
}

fn asks(token: &str) -> Request<Body> {
    let request = Request::get("/").header("authorization", format!("Bearer {token}"));
    request.body(Body::empty()).expect("a request")
}

#[derive(serde::Deserialize)]
struct Question {
    token: String,
    token_type_hint: String,
}

type Asked = Arc<Mutex<Vec<String>>>;

/// RFC 7662, sections 2.1 to 2.3.
async fn introspect(
    State(asked): State<Asked>,
    headers: HeaderMap,
    Form(question): Form<Question>,
) -> (StatusCode, String) {
    // base64 of `items-api:between+us`
    let client = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    if client != Some("Basic aXRlbXMtYXBpOmJldHdlZW4rdXM=") {
        return (StatusCode::UNAUTHORIZED, String::new());
    }
    assert_eq!(question.token_type_hint, "access_token");
    let said = |more: &str| format!(r#"{{"active":true,"sub":"ann","aud":"items"{more}}}"#);
    let answer = match question.token.as_str() {
        "good+/=" => said(r#","token_type":"Bearer","scope":"read""#),
        "without-scope" => said(r#","token_type":"Bearer""#),
        "refresh" => said(""),
        _ => r#"{"active":false}"#.to_owned(),
    };
    asked.lock().expect("no panic").push(question.token);
    (StatusCode::OK, answer)
}

async fn introspecting() -> (Provider, Asked) {
    let asked = Asked::default();
    let router = Router::new()
        .route("/good", post(introspect))
        .with_state(Arc::clone(&asked));
    (Provider::new(router).await, asked)
}

#[tokio::test]
async fn the_issuer_is_asked_about_each_token() {
    let (provider, asked) = introspecting().await;
    let app = app(provider.url("/good"), Duration::from_secs(60));
    for _ in 0..3 {
        send(&app, asks("good+/="))
            .await
            .assert_admitted("ann", "active");
    }
    let lacking = send(&app, asks("without-scope")).await;
    let challenge = r#"Bearer realm="api", scope="read", error="insufficient_scope""#;
    lacking.assert_refused(INSUFFICIENT, &[challenge], "without the scope");
    for token in ["refresh", "revoked", "revoked"] {
        send(&app, asks(token))
            .await
            .assert_refused(INVALID, &[WRONG], token);
    }
    let asked = asked.lock().expect("no panic").clone();
    assert_eq!(
        asked,
        ["good+/=", "without-scope", "refresh", "revoked", "revoked"]
    );
}

#[tokio::test]
async fn an_issuer_that_refuses_us_or_says_rubbish_is_down() {
    let (provider, asked) = introspecting().await;
    for path in USELESS {
        let app = app(provider.url(path), Duration::ZERO);
        for _ in 0..2 {
            let answer = send(&app, asks("good+/=")).await;
            answer.assert_refused(UNAVAILABLE, &[], path);
        }
    }
    assert_eq!(
        *asked.lock().expect("no panic"),
        [""; 0],
        "redirects are not followed"
    );
    let stranger = Introspection::at(provider.url("/good"))
        .client("items-api", testing::secret("wrong"))
        .audience("items")
        .claims_only()
        .build()
        .expect("a verifier");
    let (router, _) = SecuredRouter::new()
        .route("/", routing::get(who))
        .split_for_parts();
    let router = router.with_state(Arc::new(Auth { bearer: stranger }));
    let answer = send(&router, asks("good+/=")).await;
    answer.assert_refused(UNAVAILABLE, &[], "our own secret is wrong");
}

#[tokio::test]
async fn an_issuer_that_is_gone_is_down_and_what_it_said_is_remembered() {
    let (provider, _) = introspecting().await;
    let remembering = app(provider.url("/good"), Duration::from_secs(60));
    let forgetting = app(provider.url("/good"), Duration::ZERO);
    for app in [&remembering, &forgetting] {
        send(app, asks("good+/="))
            .await
            .assert_admitted("ann", "while it is there");
    }
    provider.stop().await;
    let answer = send(&forgetting, asks("good+/=")).await;
    answer.assert_refused(UNAVAILABLE, &[], "gone");
    send(&remembering, asks("good+/="))
        .await
        .assert_admitted("ann", "remembered");
}

#[tokio::test]
async fn an_outage_is_logged_once_whoever_asks() {
    let (provider, _) = introspecting().await;
    Journal::open();
    for path in ["/rubbish", "/error"] {
        let app = app(provider.url(path), Duration::ZERO);
        Journal::lines();
        for _ in 0..3 {
            let answer = send(&app, asks("good+/=")).await;
            answer.assert_refused(UNAVAILABLE, &[], path);
        }
        let lines = Journal::lines();
        let noticed = lines
            .iter()
            .filter(|line| line.contains("no introspection"));
        assert_eq!(noticed.count(), 1, "{path}: {lines:?}");
    }
}

#[tokio::test]
async fn tests_need_no_issuer() {
    let tokens = TestTokens::new();
    let bearer = Introspection::at("https://id.example.com/introspect")
        .client("items-api", testing::secret("between us"))
        .audience("items")
        .cache(Duration::ZERO)
        .claims_only()
        .build_for_tests(&tokens)
        .expect("a verifier");
    let (router, _) = SecuredRouter::new()
        .route("/", routing::get(who))
        .split_for_parts();
    let app = router.with_state(Arc::new(Auth { bearer }));
    let token = |scope: &str, exp: u64| {
        let claims = json!({"sub": "ann", "aud": "items", "scope": scope, "exp": exp});
        tokens.issue(claims).expect("a token")
    };
    let good = token("read", 4_102_444_800);
    send(&app, asks(&good))
        .await
        .assert_admitted("ann", "active");
    tokens.set_down(true);
    let answer = send(&app, asks(&good)).await;
    answer.assert_refused(UNAVAILABLE, &[], "an outage");
    tokens.set_down(false);
    send(&app, asks(&good))
        .await
        .assert_admitted("ann", "active again");
    tokens.revoke(&good);
    for (token, case) in [
        (good, "revoked"),
        (token("read", 1), "expired"),
        ("forged".to_owned(), "forged"),
    ] {
        let answer = send(&app, asks(&token)).await;
        answer.assert_refused(INVALID, &[WRONG], case);
    }
    assert!(tokens.issue("ann").is_err(), "not an object");
}

/// Serves each connection once and closes it when it is used again.
async fn serve_once(mut stream: TcpStream, used_again: Arc<AtomicUsize>) {
    let said = r#"{"active":true,"sub":"ann","aud":"items","token_type":"Bearer","scope":"read"}"#;
    let length = said.len();
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{said}");
    let mut received = Vec::new();
    while !received.ends_with(b"token_type_hint=access_token") {
        if stream.read_buf(&mut received).await.expect("a request") == 0 {
            return;
        }
    }
    stream
        .write_all(answer.as_bytes())
        .await
        .expect("an answer");
    if stream
        .read_buf(&mut received)
        .await
        .is_ok_and(|bytes| bytes > 0)
    {
        used_again.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn a_connection_that_is_closed_under_a_question_is_no_outage() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let used_again = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&used_again);
    let server = tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            tokio::spawn(serve_once(stream, Arc::clone(&counter)));
        }
    });
    let app = app(url, Duration::ZERO);
    for _ in 0..5 {
        send(&app, asks("good"))
            .await
            .assert_admitted("ann", "asked again");
    }
    assert!(
        used_again.load(Ordering::SeqCst) > 0,
        "a connection was closed in use"
    );
    server.abort();
}
