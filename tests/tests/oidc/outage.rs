//! Outage: the provider is not there.

use std::time::Duration;

use axum_secured::Jwt;
use tests::UNAVAILABLE;

use crate::{
    Claims, api, get,
    grants::{ITEMS, header_of, with_part},
    pass,
    provider::Own,
};

const ADMITTED: &str = "service by service: items:read";
const COOL_DOWN: Duration = Duration::from_secs(30);
/// For how long a provider that did not answer is left alone.
const RETRY: Duration = Duration::from_secs(5);

#[tokio::test]
async fn known_keys_outlive_their_provider() {
    let Some(mut provider) = Own::start() else {
        return;
    };
    let (knows, never_asked) = (api(&provider), api(&provider));
    let token = provider.service(ITEMS, "items:read").await;
    get(&knows, &token)
        .await
        .assert_admitted(ADMITTED, "before");
    provider.stop();
    for _ in 0..3 {
        get(&knows, &token).await.assert_admitted(ADMITTED, "known");
        get(&never_asked, &token)
            .await
            .assert_refused(UNAVAILABLE, &[], "never asked");
    }
    // Stale keys as well: they are all there is. Only a key that is not among them is waited for.
    pass(Duration::from_secs(25 * 60 * 60)).await;
    get(&knows, &token).await.assert_admitted(ADMITTED, "stale");
    let mut header = header_of(&token);
    header["kid"] = "no-key-of-theirs".into();
    let unknown = with_part(&token, 0, header.to_string().as_bytes());
    get(&knows, &unknown)
        .await
        .assert_refused(UNAVAILABLE, &[], "unknown");
    get(&knows, &token).await.assert_admitted(ADMITTED, "stale");
    let late = Jwt::discover(provider.issuer.as_str()).audience(ITEMS);
    let late = late.claims_only::<Claims>().build().expect("a verifier");
    let error = late.fetch_keys().await.expect_err("nobody listens");
    assert!(error.to_string().contains(&provider.issuer), "{error}");
}

#[tokio::test]
async fn a_provider_that_is_back_is_asked_again() {
    let Some(provider) = Own::start() else {
        return;
    };
    let (knows, never_asked) = (api(&provider), api(&provider));
    let old = provider.service(ITEMS, "items:read").await;
    get(&knows, &old).await.assert_admitted(ADMITTED, "before");
    provider.rotate().await;
    let new = provider.service(ITEMS, "items:read").await;

    provider.down().await;
    pass(COOL_DOWN).await;
    get(&knows, &old).await.assert_admitted(ADMITTED, "known");
    // Perhaps it is a key of theirs, perhaps not: nobody can tell.
    for (case, api) in [("unknown", &knows), ("never asked", &never_asked)] {
        get(api, &new).await.assert_refused(UNAVAILABLE, &[], case);
    }
    get(&knows, &old)
        .await
        .assert_admitted(ADMITTED, "still known");

    provider.up().await;
    pass(RETRY).await;
    for api in [&knows, &never_asked] {
        for token in [&old, &new] {
            get(api, token).await.assert_admitted(ADMITTED, "back");
        }
    }
    assert_eq!(provider.fetches().await, 3);
}
