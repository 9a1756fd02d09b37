//! Several issuers: each vouches for its own tokens and for no others.

use axum_secured::{Issuer, Jwt};
use tests::{INVALID, UNAVAILABLE};

use crate::{
    WRONG, api, built, get,
    grants::{ITEMS, ORDERS, header_of, with_claim},
    provider::Own,
};

const ADMITTED: &str = "service by service: items:read";

#[tokio::test]
async fn each_issuer_has_its_own_keys_and_audience() {
    let (Some(one), Some(other)) = (Own::start(), Own::start()) else {
        return;
    };
    let both = built(Jwt::issuers([
        Issuer::discover(one.issuer.as_str()).audience(ITEMS),
        Issuer::discover(other.issuer.as_str()).audience(ORDERS),
    ]));
    let items = one.service(ITEMS, "items:read").await;
    let orders = other.service(ORDERS, "items:read").await;
    // Names of keys are the issuer's own: here both use the same.
    assert_eq!(header_of(&items), header_of(&orders));
    for token in [&items, &orders] {
        get(&both, token).await.assert_admitted(ADMITTED, "its own");
    }
    for (case, token) in [
        (
            "the other's audience",
            one.service(ORDERS, "items:read").await,
        ),
        (
            "the one's audience",
            other.service(ITEMS, "items:read").await,
        ),
        ("the one's key", {
            let claimed = with_claim(&items, "iss", &other.issuer);
            with_claim(&claimed, "aud", ORDERS)
        }),
        ("the other's key", {
            let claimed = with_claim(&orders, "iss", &one.issuer);
            with_claim(&claimed, "aud", ITEMS)
        }),
        (
            "nobody's key",
            with_claim(&items, "iss", "https://id.example.com"),
        ),
    ] {
        get(&both, &token)
            .await
            .assert_refused(INVALID, &[WRONG], case);
    }
    // Whoever trusts one of them alone refuses the other, even for its own audience.
    let stranger = other.service(ITEMS, "items:read").await;
    get(&api(&one), &stranger)
        .await
        .assert_refused(INVALID, &[WRONG], "a stranger");
}

#[tokio::test]
async fn an_issuer_that_is_down_takes_no_other_with_it() {
    let (Some(one), Some(other)) = (Own::start(), Own::start()) else {
        return;
    };
    let both = built(Jwt::issuers([
        Issuer::discover(one.issuer.as_str()).audience(ITEMS),
        Issuer::discover(other.issuer.as_str()).audience(ITEMS),
    ]));
    let of_one = one.service(ITEMS, "items:read").await;
    let of_other = other.service(ITEMS, "items:read").await;
    other.down().await;
    get(&both, &of_one).await.assert_admitted(ADMITTED, "up");
    get(&both, &of_other)
        .await
        .assert_refused(UNAVAILABLE, &[], "down");
    get(&both, &of_one)
        .await
        .assert_admitted(ADMITTED, "still up");
}
