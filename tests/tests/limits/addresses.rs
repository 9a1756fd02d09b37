//! Where a request comes from, and what it takes to believe it.

use axum::{Router, body::Body};
use axum_secured::{
    Limits,
    limits::{ClientAddress, TrustedProxies},
};
use http::Request;
use tests::{Journal, THROTTLED, send};

use crate::{app, bear, from, with};

/// Spends the whole limit of sign-ins, and is then refused.
async fn spend(app: &Router, request: impl Fn() -> Request<Body>) {
    for _ in 0..5 {
        assert_eq!(send(app, request()).await.status, 200);
    }
    let refused = send(app, request()).await;
    refused.assert_refused(THROTTLED, &[], "a sixth");
    assert_eq!(refused.header("retry-after"), Some("12"));
}

fn told(peer: &str, field: &'static str, value: &str) -> Request<Body> {
    let mut request = from(peer, "POST", "/token");
    let value = value.parse().expect("a value");
    request.headers_mut().insert(field, value);
    request
}

async fn is_served(app: &Router, request: Request<Body>) -> bool {
    send(app, request).await.status == 200
}

#[tokio::test(start_paused = true)]
async fn anonymous_callers_count_by_address() {
    let app = app();
    spend(&app, || from("192.0.2.1:1", "POST", "/token")).await;
    assert!(!is_served(&app, from("192.0.2.1:2", "POST", "/token")).await);
    assert!(!is_served(&app, from("[::ffff:192.0.2.1]:1", "POST", "/token")).await);
    assert!(is_served(&app, from("192.0.2.2:1", "POST", "/token")).await);
}

#[tokio::test(start_paused = true)]
async fn ipv6_counts_by_subscriber() {
    let app = app();
    spend(&app, || from("[2001:db8:0:1::1]:1", "POST", "/token")).await;
    assert!(!is_served(&app, from("[2001:db8:0:1:ffff::2]:1", "POST", "/token")).await);
    assert!(is_served(&app, from("[2001:db8:0:2::1]:1", "POST", "/token")).await);
}

#[tokio::test(start_paused = true)]
async fn an_optional_requirement_counts_names_and_else_addresses() {
    let app = app();
    let anonymous = || from("192.0.2.1:1", "GET", "/maybe");
    for served in [true, true, false] {
        assert_eq!(is_served(&app, anonymous()).await, served);
    }
    for status in [200, 200, 429] {
        assert_eq!(
            bear(&app, "/maybe", "ann").await.status,
            status,
            "from there too"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_forged_header_changes_nothing() {
    for limits in [
        Limits::builder(),
        Limits::builder()
            .trusted_proxies(TrustedProxies::x_forwarded_for(["10.0.0.0/8"]).expect("a network")),
    ] {
        let app = with(limits.build().expect("limits"));
        spend(&app, || from("192.0.2.1:1", "POST", "/token")).await;
        for field in [
            "x-forwarded-for",
            "forwarded",
            "x-real-ip",
            "cf-connecting-ip",
        ] {
            for value in ["203.0.113.5", "for=203.0.113.5", "10.0.0.1, 203.0.113.5"] {
                assert!(
                    !is_served(&app, told("192.0.2.1:1", field, value)).await,
                    "{field}: {value}"
                );
            }
        }
        // Nor does it spend what is another's.
        assert!(is_served(&app, from("203.0.113.5:1", "POST", "/token")).await);
    }
}

#[tokio::test(start_paused = true)]
async fn behind_a_trusted_proxy_clients_are_told_apart() {
    let proxies = TrustedProxies::x_forwarded_for(["10.0.0.0/8"]).expect("a network");
    let limits = Limits::builder().trusted_proxies(proxies).build();
    let app = with(limits.expect("limits"));
    let field = "x-forwarded-for";
    spend(&app, || told("10.0.0.1:1", field, "192.0.2.1")).await;
    for forged in [
        "203.0.113.5, 192.0.2.1",
        "10.9.9.9, 192.0.2.1",
        "\", 192.0.2.1",
    ] {
        assert!(
            !is_served(&app, told("10.0.0.1:1", field, forged)).await,
            "{forged}"
        );
    }
    assert!(is_served(&app, told("10.0.0.1:1", field, "192.0.2.2")).await);
    assert!(
        !is_served(&app, from("192.0.2.1:1", "POST", "/token")).await,
        "come directly"
    );
}

#[tokio::test(start_paused = true)]
async fn requests_without_a_peer_count_together_and_that_is_told_once() {
    let app = app();
    Journal::open();
    spend(&app, || {
        let mut request = from("192.0.2.1:1", "POST", "/token");
        request.extensions_mut().clear();
        request.headers_mut().insert(
            "x-forwarded-for",
            http::HeaderValue::from_static("192.0.2.1"),
        );
        request
    })
    .await;
    let warnings: Vec<String> = Journal::lines()
        .into_iter()
        .filter(|line| line.contains("without the address of their peer"))
        .collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        is_served(&app, from("192.0.2.1:1", "POST", "/token")).await,
        "who is known"
    );
}

#[test]
fn a_handler_can_ask_for_the_address() {
    let (parts, _) = from("[2001:db8::7]:1", "GET", "/").into_parts();
    let address = ClientAddress::of(&parts).ip().expect("an address");
    assert_eq!(address.to_string(), "2001:db8::7");
}
