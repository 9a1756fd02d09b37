//! Discovery: issuer and audience are all that has to be said.

use axum_secured::{Jwt, JwtBuilder};
use serde_json::json;
use tests::{INSUFFICIENT, INVALID};

use crate::{
    TOO_LITTLE, WRONG, api, app, built, call, get,
    grants::{ITEMS, ORDERS, WEB, header_of, part, with_claim, with_part},
    provider::{Own, Provider},
};

const BY_SERVICE: &str = "service by service: items:read";

#[tokio::test]
async fn a_token_opens_what_its_scopes_cover() {
    let Some(provider) = Provider::shared() else {
        return;
    };
    let api = api(&provider);
    let read = provider.service(ITEMS, "items:read").await;
    get(&api, &read).await.assert_admitted(BY_SERVICE, "read");
    call(&api, "POST", &read)
        .await
        .assert_refused(INSUFFICIENT, &[TOO_LITTLE], "write with read");
    let both = provider.service(ITEMS, "items:read items:write").await;
    call(&api, "POST", &both).await.assert_admitted("", "write");
    let neither = provider.service(ITEMS, "").await;
    let wanted = TOO_LITTLE.replace("write", "read");
    get(&api, &neither)
        .await
        .assert_refused(INSUFFICIENT, &[&wanted], "no scope");
}

#[tokio::test]
async fn each_algorithm_has_its_key() {
    let Some(provider) = Provider::shared() else {
        return;
    };
    let api = api(&provider);
    for (client, algorithm) in [("service", "RS256"), ("service-es256", "ES256")] {
        let token = provider
            .client_credentials(client, ITEMS, "items:read")
            .await;
        assert_eq!(header_of(&token)["alg"], algorithm);
        assert_eq!(header_of(&token)["typ"], "at+jwt");
        let who = format!("{client} by {client}: items:read");
        get(&api, &token).await.assert_admitted(&who, algorithm);
    }
}

#[tokio::test]
async fn its_access_tokens_are_those_of_rfc_9068() {
    let Some(provider) = Provider::shared() else {
        return;
    };
    let strict = |builder: JwtBuilder<()>| built(builder.audience(ITEMS).rfc9068());
    let token = provider.service(ITEMS, "items:read").await;
    let found = strict(Jwt::discover(provider.issuer.as_str()));
    get(&found, &token)
        .await
        .assert_admitted(BY_SERVICE, "discovered");
    let keys = Jwt::jwks(format!("{}/jwks", provider.issuer));
    let said = strict(keys.issuer(provider.issuer.as_str()));
    get(&said, &token)
        .await
        .assert_admitted(BY_SERVICE, "by URL");
}

#[tokio::test]
async fn tokens_for_somebody_else_or_something_else_prove_nothing() {
    let Some(provider) = Provider::shared() else {
        return;
    };
    let api = api(&provider);
    let orders = provider.service(ORDERS, "items:read").await;
    let scope = "openid offline_access items:read";
    let ann = provider.log_in("ann", ITEMS, scope).await;
    for (case, token) in [
        ("another resource", &orders),
        ("an ID token", &ann.id),
        ("a refresh token", &ann.refresh),
    ] {
        assert!(!token.is_empty(), "{case}");
        get(&api, token)
            .await
            .assert_refused(INVALID, &[WRONG], case);
    }
    // Each of audience and type is enough to tell its ID tokens apart: they have no type.
    let discovered = || Jwt::discover(provider.issuer.as_str());
    for (case, api) in [
        ("by audience alone", discovered().audience(ITEMS).untyped()),
        ("by type alone", discovered().audience(WEB)),
    ] {
        get(&built(api), &ann.id)
            .await
            .assert_refused(INVALID, &[WRONG], case);
    }
}

#[tokio::test]
async fn a_token_that_somebody_changed_proves_nothing() {
    let Some(provider) = Own::start() else {
        return;
    };
    let api = api(&provider);
    for client in ["service", "service-es256"] {
        let token = provider
            .client_credentials(client, ITEMS, "items:read")
            .await;
        let mut signature = part(&token, 2);
        signature[20] ^= 1;
        let mut unsigned = with_part(&token, 0, br#"{"alg":"none","typ":"at+jwt"}"#);
        unsigned.truncate(unsigned.rfind('.').expect("dots") + 1);
        let mut header = header_of(&token);
        let other = header["alg"].as_str().expect("text") == "RS256";
        header["kid"] = json!(if other { "ES256-1" } else { "RS256-1" });
        for (case, token) in [
            (
                "a scope",
                with_claim(&token, "scope", "items:read items:write"),
            ),
            ("a subject", with_claim(&token, "sub", "ann")),
            ("the signature", with_part(&token, 2, &signature)),
            (
                "the key",
                with_part(&token, 0, header.to_string().as_bytes()),
            ),
            ("no signature", unsigned),
        ] {
            let answer = get(&api, &token).await;
            answer.assert_refused(INVALID, &[WRONG], &format!("{client}: {case}"));
        }
        assert_eq!(get(&api, &token).await.status, 200, "{client}: unchanged");
    }
    assert_eq!(provider.fetches().await, 1);
}

#[tokio::test]
async fn keys_fetched_at_the_start_are_not_fetched_again() {
    let Some(provider) = Own::start() else {
        return;
    };
    let verifier = Jwt::discover(provider.issuer.as_str()).audience(ITEMS);
    let verifier = verifier.claims_only().build().expect("a verifier");
    verifier.fetch_keys().await.expect("keys");
    assert_eq!(provider.fetches().await, 1);
    let token = provider.service(ITEMS, "items:read").await;
    get(&app(verifier), &token)
        .await
        .assert_admitted(BY_SERVICE, "read");
    assert_eq!(provider.fetches().await, 1);
}

#[tokio::test]
async fn metadata_of_another_issuer_leads_to_no_keys() {
    let Some(provider) = Own::start() else {
        return;
    };
    let token = provider.service(ITEMS, "items:read").await;
    // The same place, but not the same name, byte for byte.
    let alias = Jwt::discover(format!("{}/", provider.issuer)).audience(ITEMS);
    let alias = alias.claims_only().build().expect("a verifier");
    let error = alias.fetch_keys().await.expect_err("another issuer");
    assert!(error.to_string().contains("another issuer"), "{error}");
    get(&app(alias), &token)
        .await
        .assert_refused(INVALID, &[WRONG], "an alias");
    assert_eq!(provider.fetches().await, 0);
}
