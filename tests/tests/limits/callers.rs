//! Who counts as one caller.

use std::sync::Arc;

use axum::{Extension, Router, routing};
use axum_secured::{
    Algorithm, ClaimsOnly, Issuer, Jwt, KeySet, Limits, SecuritySchemes, secured,
    testing::{self, TestIssuer},
};
use tests::send;

use crate::{app, bear, get};

#[tokio::test(start_paused = true)]
async fn a_subject_is_one_caller_with_all_its_credentials() {
    let app = app();
    for token in ["ann.1", "ann.2", "ann.3"] {
        assert_eq!(bear(&app, "/items", token).await.status, 200, "{token}");
    }
    assert_eq!(bear(&app, "/items", "ann.4").await.status, 429);
    assert_eq!(bear(&app, "/items", "bob").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn schemes_name_their_callers_apart() {
    let app = app();
    for _ in 0..4 {
        bear(&app, "/items", "ann").await;
    }
    assert_eq!(bear(&app, "/items", "ann").await.status, 429);
    let answer = send(&app, get("/items", &[("k", "ann")])).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test(start_paused = true)]
async fn callers_without_a_name_are_told_apart_by_their_credential() {
    let app = app();
    let basic = "Basic dXNlcjpuYW1lbGVzcw=="; // user:nameless
    let again = "basic dXNlcjpuYW1lbGVzcy4y"; // user:nameless.2
    let cases: [(&str, &str, &str, &str, &str); 5] = [
        (
            "authorization",
            "/items",
            "Bearer nameless.1",
            "bearer  nameless.1",
            "Bearer nameless.2",
        ),
        ("k", "/items", "nameless.1", "nameless.1", "nameless.2"),
        (
            "cookie",
            "/items",
            "c=nameless.1",
            "a=b; c=nameless.1",
            "c=nameless.2",
        ),
        (
            "authorization",
            "/items",
            basic,
            again,
            "Basic b3RoZXI6bmFtZWxlc3M=",
        ),
        (
            "x-none",
            "/items?q=nameless.1",
            "",
            "",
            "/items?q=nameless.2",
        ),
    ];
    for (field, path, one, same, other) in cases {
        for _ in 0..3 {
            let answer = send(&app, get(path, &[(field, one)])).await;
            assert_eq!(answer.status, 200, "{one}");
        }
        assert_eq!(
            send(&app, get(path, &[(field, same)])).await.status,
            429,
            "{same}"
        );
        let other = match other.strip_prefix('/') {
            Some(_) => get(other, &[]),
            None => get(path, &[(field, other)]),
        };
        assert_eq!(send(&app, other).await.status, 200, "{one}");
    }
}

#[tokio::test(start_paused = true)]
async fn of_several_credentials_each_counts_for_who_the_caller_is() {
    let app = app();
    let both = |token: &'static str, key: &'static str| {
        get("/both", &[("authorization", token), ("k", key)])
    };
    for (token, key) in [
        ("Bearer ann", "x"),
        ("Bearer ann", "y"),
        ("Bearer bob", "x"),
    ] {
        assert_eq!(
            send(&app, both(token, key)).await.status,
            200,
            "{token} {key}"
        );
        assert_eq!(
            send(&app, both(token, key)).await.status,
            429,
            "{token} {key}"
        );
    }
}

/// Trusts two issuers, which know nothing of each other's subjects.
#[derive(SecuritySchemes)]
struct Federated {
    #[scheme(http(bearer))]
    federated: Jwt<ClaimsOnly<serde_json::Value>>,
}

#[secured(federated, limit = "1/hour")]
async fn shared() {}

#[tokio::test(start_paused = true)]
async fn the_same_subject_of_two_issuers_is_two_callers() {
    let names = ["https://staff.example.com", "https://shops.example.com"];
    let secret = |name: &str| testing::secret(format!("{name:32}"));
    let trusted = names.map(|name| {
        let keys = KeySet::new().secret(Algorithm::Hs256, secret(name), None);
        Issuer::keys(name, keys).audience("items")
    });
    let federated = Jwt::issuers(trusted).claims_only().build();
    let app = Router::new()
        .route("/", routing::get(shared))
        .layer(Extension(Limits::builder().build().expect("limits")))
        .with_state(Arc::new(Federated {
            federated: federated.expect("a verifier"),
        }));
    for name in names {
        let issuer = TestIssuer::hs256(&secret(name), name, "items", "ann").expect("an issuer");
        for expected in [200, 429] {
            let token = issuer.token().expect("a token");
            assert_eq!(bear(&app, "/", &token).await.status, expected, "{name}");
        }
    }
}
