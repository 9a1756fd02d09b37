//! Line 11: what a caller presents is neither shown nor logged nor sent back.

use axum_secured::{Refusal, Settings};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::request::Builder;
use tests::{Journal, Scripted};
use tower::ServiceExt as _;

use crate::{app, get};

const MARK: &str = "s3cr3t-0f-the-ca11er";

/// Requests that present the mark in every slot, right, wrong and malformed.
fn requests() -> Vec<(Builder, &'static str)> {
    let basic = |login: &str| format!("Basic {}", STANDARD.encode(login));
    let bearer = |value: &str| get("/r").header("authorization", format!("Bearer {value}"));
    vec![
        (bearer(&format!("ok.r.{MARK}")), ""),
        (bearer(&format!("ok.{MARK}")), "insufficient_scope"),
        (bearer(MARK), "invalid"),
        (bearer(&format!("{MARK} x")), "malformed"),
        (get("/either").header("k", MARK), "invalid"),
        (get("/either").header("k", format!("{MARK} x")), "malformed"),
        (get(&format!("/query?q={MARK}")), "invalid"),
        (get(&format!("/query?q={MARK}&q=x")), "malformed"),
        (get(&format!("/query?q=%00{MARK}")), "malformed"),
        (get(&format!("/query?other={MARK}")), "absent"),
        (
            get("/cookie").header("cookie", format!("c={MARK}")),
            "invalid",
        ),
        (
            get("/cookie").header("cookie", format!("c={MARK} x")),
            "malformed",
        ),
        (
            get("/basic").header("authorization", basic(&format!("{MARK}:{MARK}"))),
            "invalid",
        ),
        (
            get("/basic").header("authorization", basic(MARK)),
            "invalid",
        ),
        (get("/stamp").header("stamp", MARK), "invalid"),
        (
            get("/optional").header("authorization", format!("Digest {MARK}=x")),
            "absent",
        ),
        (bearer("denied").header("x", MARK), "denied"),
        (bearer("down").header("x", MARK), "unavailable"),
        (bearer("panic").header("x", MARK), "fault"),
    ]
}

#[tokio::test]
async fn s11_credentials_are_neither_logged_nor_echoed_nor_shown() {
    for (index, (request, code)) in requests().into_iter().enumerate() {
        let app = app(&Scripted::new(Settings::new()));
        // What the router says of itself is not of this request.
        Journal::open();
        let request = request.body(axum::body::Body::empty()).expect("a request");
        let response = app.oneshot(request).await.expect("a response");
        let lines = Journal::lines();
        let (parts, body) = response.into_parts();
        let refusal = parts.extensions.get::<Refusal>();
        let shown = format!("{refusal:?} {:?}", refusal.and_then(Refusal::source));
        let body = axum::body::to_bytes(body, 65_536).await.expect("a body");
        let body = String::from_utf8(body.to_vec()).expect("UTF-8");
        let headers = format!("{:?}", parts.headers);
        let encoded = STANDARD.encode(MARK);
        let logged = lines.join("\n");
        for text in [&shown, &headers, &logged] {
            for secret in [MARK, &encoded[..encoded.len() - 4], "hunter2"] {
                assert!(!text.contains(secret), "case {index}: {secret} in {text}");
            }
        }
        if code.is_empty() {
            assert_eq!(parts.status, 200, "case {index}");
            assert_eq!(lines, [""; 0], "case {index}: nothing to tell");
        } else {
            assert!(
                !body.contains(MARK) && !body.contains("hunter2"),
                "case {index}: {body}"
            );
            let refused: Vec<_> = lines
                .iter()
                .filter(|line| line.contains("refused"))
                .collect();
            assert_eq!(refused.len(), 1, "case {index}: {logged}");
            let reason = format!(" code=\"{code}\"");
            assert!(refused[0].contains(&reason), "case {index}: {logged}");
            assert!(
                !body.contains("scripted"),
                "case {index}: the reason is for the log alone"
            );
        }
    }
}
