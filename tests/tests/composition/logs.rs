//! What `TraceLayer` logs of a request, and what our own events add: the URI is all it takes, and a key
//! in a query stands in the URI.

use axum::extract::Request;
use tests::Journal;
use tower_http::trace::{DefaultMakeSpan, TraceLayer};
use tracing::Level;

use crate::{App, finish, request, router, send};

const MARK: &str = "s3cr3t-0f-the-ca11er";

/// Requests that present the mark, in vain and not, and what leads to each.
fn requests() -> Vec<http::request::Builder> {
    let mut requests = Vec::new();
    for bearer in [
        MARK.to_owned(),
        format!("ok.r.{MARK}"),
        format!("ok.{MARK}"),
    ] {
        let authorization = format!("Bearer {bearer}");
        for path in ["/guarded", "/nested/guarded", "/foreign/x", "/service"] {
            requests.push(request("GET", path, &authorization));
        }
    }
    for cookie in [MARK.to_owned(), format!("ok.{MARK}")] {
        let cookie = format!("session={cookie}");
        requests.push(request("GET", "/by-cookie", "").header("cookie", cookie));
    }
    requests
}

fn queries() -> Vec<http::request::Builder> {
    let queries = [
        format!("key={MARK}"),
        format!("key=ok.{MARK}"),
        format!("key={MARK}&key=x"),
        format!("kex={MARK}"),
    ];
    queries
        .iter()
        .map(|query| request("GET", &format!("/by-query?{query}"), ""))
        .collect()
}

/// Everything that is logged while `requests` are answered, by us and by the layer.
macro_rules! logged {
    ($layer:expr, $requests:expr) => {{
        let app = finish(router().layer($layer), &App::new());
        Journal::open();
        for request in $requests {
            send(&app, request).await;
        }
        Journal::lines()
    }};
}

#[tokio::test]
async fn credentials_in_headers_are_not_logged() {
    let lines = logged!(TraceLayer::new_for_http(), requests());
    for expected in ["span", "refused", "uri=/guarded"] {
        assert!(
            lines.iter().any(|line| line.contains(expected)),
            "{expected}"
        );
    }
    for line in lines {
        assert!(!line.contains(MARK), "{line}");
    }
}

#[tokio::test]
async fn the_default_span_logs_a_key_in_the_query_and_nothing_else_does() {
    let lines = logged!(TraceLayer::new_for_http(), queries());
    let (spans, others): (Vec<_>, Vec<_>) = lines
        .into_iter()
        .partition(|line| line.starts_with("span "));
    assert_eq!(spans.len(), queries().len());
    for span in spans {
        assert!(span.contains(MARK), "its URI: {span}");
    }
    assert!(
        others.iter().any(|line| line.contains("refused")),
        "{others:?}"
    );
    for line in others {
        assert!(!line.contains(MARK), "{line}");
    }
}

#[tokio::test]
async fn a_span_of_the_path_alone_logs_no_key() {
    let span = |request: &Request| tracing::debug_span!("request", method = %request.method(), path = request.uri().path());
    let layer = TraceLayer::new_for_http().make_span_with(span);
    let lines = logged!(layer, queries().into_iter().chain(requests()));
    assert!(lines.iter().any(|line| line.contains("path=\"/by-query\"")));
    for line in lines {
        assert!(!line.contains(MARK), "{line}");
    }
}

#[tokio::test]
async fn a_span_with_headers_logs_what_nobody_marked_as_sensitive() {
    // The layer's own choice, off by default: said here because documentation says so.
    let span = DefaultMakeSpan::new()
        .level(Level::INFO)
        .include_headers(true);
    let lines = logged!(TraceLayer::new_for_http().make_span_with(span), requests());
    assert!(lines.iter().any(|line| line.contains(MARK)));
}
