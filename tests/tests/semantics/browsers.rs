//! Line 10: credentials that a browser sends by itself, and where requests come from.

use http::{Request, request::Builder};
use tests::DENIED;

use crate::{get, send};

const OWN: &str = "https://api.example.com";
const TRUSTED: &str = "https://app.example.com";
const FOREIGN: &str = "https://evil.example.com";

fn post(path: &str, lines: &[(&str, &str)]) -> Builder {
    let request = Request::post(path).header("cookie", "c=ok");
    let host = lines.iter().any(|(name, _)| *name == "host");
    let request = if host {
        request
    } else {
        request.header("host", "api.example.com")
    };
    lines.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    })
}

async fn admits(request: Builder, case: &str) {
    send(request)
        .await
        .assert_admitted("cookie:ok by cookie", case);
}

async fn denies(request: Builder, case: &str) {
    let answer = send(request).await;
    answer.assert_refused(DENIED, &[], case);
    assert_eq!(
        answer.asked, 0,
        "{case}: denied before the verifier is asked"
    );
}

#[tokio::test]
async fn s10_requests_from_here_and_from_trusted_origins_pass() {
    for lines in [
        &[][..],
        &[("origin", OWN)],
        &[("origin", "http://api.example.com")],
        &[("origin", "https://API.example.COM")],
        &[("origin", TRUSTED)],
        &[("origin", "HTTPS://app.example.com")],
        &[("origin", TRUSTED), ("sec-fetch-site", "cross-site")],
        &[("origin", OWN), ("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "none")],
        &[
            ("host", "api.example.com:8443"),
            ("origin", "https://api.example.com:8443"),
        ],
        &[("host", "[::1]:80"), ("origin", "http://[::1]:80")],
    ] {
        admits(post("/cookie", lines), &format!("{lines:?}")).await;
    }
}

#[tokio::test]
async fn s10_requests_from_elsewhere_are_denied() {
    for lines in [
        &[("origin", FOREIGN)][..],
        &[("origin", "null")],
        &[("origin", "")],
        &[("origin", "https://api.example.com.evil.example")],
        &[("origin", "https://evil.example/api.example.com")],
        &[("origin", "https://evil.example#api.example.com")],
        &[("origin", "https://api.example.com@evil.example")],
        &[("origin", "https://api.example.com/")],
        &[("origin", "https://api.example.com:8443")],
        &[("origin", "api.example.com")],
        &[("origin", "ftp://api.example.com")],
        &[("origin", "https://app.example.com.evil.example")],
        &[("origin", "http://app.example.com")],
        &[("origin", "https://app.example.com:8443")],
        &[("origin", "https://x, https://api.example.com")],
        &[("origin", OWN), ("origin", OWN)],
        &[("origin", TRUSTED), ("origin", FOREIGN)],
        &[("origin", OWN), ("sec-fetch-site", "same-site")],
        &[("origin", OWN), ("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "")],
        &[("sec-fetch-site", "Same-Origin")],
        &[
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-site", "same-origin"),
        ],
        &[("host", ""), ("origin", "https://")],
        &[
            ("host", "api.example.com"),
            ("host", "evil.example.com"),
            ("origin", FOREIGN),
        ],
        &[
            ("x-forwarded-host", "evil.example.com"),
            ("origin", FOREIGN),
        ],
        &[("forwarded", "host=evil.example.com"), ("origin", FOREIGN)],
        &[("referer", OWN), ("origin", FOREIGN)],
    ] {
        denies(post("/cookie", lines), &format!("{lines:?}")).await;
    }
}

#[tokio::test]
async fn s10_every_method_that_may_change_something_counts() {
    let with = |method: &str, upgrade: Option<&str>| {
        let request = Request::builder().method(method).uri("/cookie");
        let request = request.header("cookie", "c=ok").header("origin", FOREIGN);
        match upgrade {
            None => request,
            Some(value) => request
                .header("connection", "upgrade")
                .header("upgrade", value),
        }
    };
    admits(with("GET", None), "GET").await;
    send(with("HEAD", None)).await.assert_admitted("", "HEAD");
    denies(with("POST", None), "POST").await;
    for value in [
        "websocket",
        "WebSocket",
        "h2c, websocket",
        "h2c,WEBSOCKET,x",
    ] {
        denies(with("GET", Some(value)), value).await;
    }
    for value in ["h2c", "websockets", "TLS/1.0"] {
        admits(with("GET", Some(value)), value).await;
    }
}

#[tokio::test]
async fn s10_only_what_browsers_send_by_themselves_counts() {
    let basic = |request: Builder| request.header("authorization", "Basic dTpvaw==");
    let from = |path: &str| Request::post(path).header("origin", FOREIGN);
    denies(basic(from("/basic")), "Basic").await;
    let here = basic(
        Request::post("/basic")
            .header("origin", OWN)
            .header("host", "api.example.com"),
    );
    send(here)
        .await
        .assert_admitted("basic:ok by basic", "Basic from here");
    let bearer = send(from("/one").header("authorization", "Bearer ok")).await;
    bearer.assert_admitted("bearer:ok by bearer", "a bearer token");
    send(from("/query?q=ok"))
        .await
        .assert_admitted("query:ok by query", "a key in the query");
    let other = from("/cookie-or-key")
        .header("cookie", "c=ok")
        .header("k", "ok");
    send(other)
        .await
        .assert_admitted("key:ok by key", "another alternative still wins");
    let get = send(
        get("/basic")
            .header("authorization", "Basic dTpvaw==")
            .header("origin", FOREIGN),
    );
    get.await.assert_admitted("basic:ok by basic", "GET");
}
