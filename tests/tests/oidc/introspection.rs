//! Introspection: tokens that only the provider can read.

use std::{sync::Arc, time::Duration};

use axum::Router;
use axum_secured::{
    Admitted, ClaimsOnly, Introspection, IntrospectionBuilder, SecuredRouter, SecuritySchemes,
    routes, secured, testing,
};
use tests::{INSUFFICIENT, INVALID, UNAVAILABLE};

use crate::{
    Claims, Scope, TOO_LITTLE, WRONG, call, get,
    grants::{ITEMS, REPORTS, STOCK, Tokens},
    pass,
    provider::{Own, Provider},
};

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(http(bearer), scopes = Scope)]
    bearer: Introspection<ClaimsOnly<Claims>>,
}

#[secured(bearer("items:read"))]
#[utoipa::path(get, path = "/items", responses((status = 200)))]
async fn list_items(#[principal] who: Admitted<Claims>) -> String {
    let scopes: Vec<_> = who.scopes().collect();
    let subject = who.subject().unwrap_or("nobody");
    format!("{subject} by {}: {}", who.client_id, scopes.join(" "))
}

#[secured(bearer("items:write"))]
#[utoipa::path(post, path = "/items", responses((status = 200)))]
async fn create_item() {}

/// What the provider says of a client's own token: it names no subject.
const BY_SERVICE: &str = "nobody by service: items:read";
const BY_ANN: &str = "ann by web: items:read";

fn built(builder: IntrospectionBuilder<()>) -> Router {
    let bearer = builder.claims_only().build().expect("a verifier");
    let (router, _) = SecuredRouter::new()
        .routes(routes!(list_items, create_item))
        .split_for_parts();
    router.with_state(Arc::new(Auth { bearer }))
}

/// Asks as `items-api`, with this secret, about each token anew.
fn asking(provider: &Provider, secret: &str) -> IntrospectionBuilder<()> {
    Introspection::at(format!("{}/token/introspection", provider.issuer))
        .client("items-api", testing::secret(secret))
        .issuer(provider.issuer.as_str())
        .cache(Duration::ZERO)
}

fn api(provider: &Provider) -> Router {
    built(asking(provider, &provider.secret).audience(REPORTS))
}

#[tokio::test]
async fn an_active_token_opens_what_its_scopes_cover() {
    let Some(provider) = Provider::shared() else {
        return;
    };
    let api = api(&provider);
    let service = provider.service(REPORTS, "items:read").await;
    let scope = "openid items:read";
    let ann = provider.log_in("ann", REPORTS, scope).await.access;
    for (who, token) in [(BY_SERVICE, &service), (BY_ANN, &ann)] {
        assert!(!token.contains('.'), "it is opaque");
        get(&api, token).await.assert_admitted(who, "read");
        call(&api, "POST", token)
            .await
            .assert_refused(INSUFFICIENT, &[TOO_LITTLE], who);
    }
    let write = provider.service(REPORTS, "items:write").await;
    call(&api, "POST", &write)
        .await
        .assert_admitted("", "write");
}

#[tokio::test]
async fn a_revoked_token_proves_nothing() {
    let Some(provider) = Provider::shared() else {
        return;
    };
    let api = api(&provider);
    let service = provider.service(REPORTS, "items:read").await;
    let spared = provider.service(REPORTS, "items:read").await;
    get(&api, &service)
        .await
        .assert_admitted(BY_SERVICE, "active");
    provider.revoke(&service).await;
    get(&api, &service)
        .await
        .assert_refused(INVALID, &[WRONG], "revoked");
    get(&api, &spared)
        .await
        .assert_admitted(BY_SERVICE, "another");
    // The refresh token takes with it what it was good for.
    let scope = "openid offline_access items:read";
    let ann = provider.log_in("ann", REPORTS, scope).await;
    get(&api, &ann.access)
        .await
        .assert_admitted(BY_ANN, "active");
    provider.revoke_of_web(&ann.refresh).await;
    get(&api, &ann.access)
        .await
        .assert_refused(INVALID, &[WRONG], "of a revoked grant");
}

#[tokio::test]
async fn an_answer_is_remembered_for_as_long_as_was_said() {
    let Some(provider) = Own::start() else {
        return;
    };
    let span = Duration::from_secs(60);
    let api = asking(&provider, &provider.secret).audience(REPORTS);
    let api = built(api.cache(span));
    let token = provider.service(REPORTS, "items:read").await;
    get(&api, &token)
        .await
        .assert_admitted(BY_SERVICE, "active");
    provider.revoke(&token).await;
    for _ in 0..10 {
        get(&api, &token)
            .await
            .assert_admitted(BY_SERVICE, "remembered");
    }
    assert_eq!(provider.introspections().await, 1);
    pass(span).await;
    get(&api, &token)
        .await
        .assert_refused(INVALID, &[WRONG], "asked again");
    assert_eq!(provider.introspections().await, 2);
}

#[tokio::test]
async fn tokens_for_somebody_else_or_something_else_prove_nothing() {
    let Some(provider) = Provider::shared() else {
        return;
    };
    let api = api(&provider);
    let scope = "openid offline_access items:read";
    let ann = provider.log_in("ann", REPORTS, scope).await;
    get(&api, &ann.access).await.assert_admitted(BY_ANN, "hers");
    let stock = provider.service(STOCK, "items:read").await;
    // Without a resource it is for the provider's own `userinfo`.
    let Tokens {
        access: userinfo,
        refresh,
        ..
    } = provider.refresh(&ann.refresh, None).await;
    for (case, token) in [
        ("another resource", stock.as_str()),
        ("the provider itself", &userinfo),
        ("a refresh token", &refresh),
        ("no token of theirs", "no-token-of-theirs"),
    ] {
        get(&api, token)
            .await
            .assert_refused(INVALID, &[WRONG], case);
    }
    // They are active all the same. What is missing is our name, or a type.
    let for_any = || asking(&provider, &provider.secret).dangerous_any_audience();
    let typed = built(for_any());
    get(&typed, &stock).await.assert_admitted(BY_SERVICE, "any");
    assert_eq!(get(&typed, &userinfo).await.status, 403, "it has no scope");
    get(&typed, &refresh)
        .await
        .assert_refused(INVALID, &[WRONG], "a refresh token");
    get(&built(for_any().untyped()), &refresh)
        .await
        .assert_admitted(BY_ANN, "what `untyped` warns of");
    let other = asking(&provider, &provider.secret).audience(REPORTS);
    get(&built(other.issuer("https://id.example.com")), &ann.access)
        .await
        .assert_refused(INVALID, &[WRONG], "another issuer");
}

#[tokio::test]
async fn nobody_is_blamed_for_our_own_wrong_secret() {
    let Some(provider) = Own::start() else {
        return;
    };
    let token = provider.service(REPORTS, "items:read").await;
    let wrong = built(asking(&provider, "not the secret").audience(REPORTS));
    for (case, token) in [
        ("active", token.as_str()),
        ("unknown", "no-token-of-theirs"),
    ] {
        get(&wrong, token)
            .await
            .assert_refused(UNAVAILABLE, &[], case);
    }
    assert_eq!(provider.introspections().await, 2);
}

#[tokio::test]
async fn while_the_provider_is_down_nobody_can_tell() {
    let Some(mut provider) = Own::start() else {
        return;
    };
    let (api, remembers) = (api(&provider), asking(&provider, &provider.secret));
    let remembers = built(remembers.audience(REPORTS).cache(Duration::from_secs(60)));
    let token = provider.service(REPORTS, "items:read").await;
    get(&remembers, &token)
        .await
        .assert_admitted(BY_SERVICE, "up");
    provider.down().await;
    get(&api, &token)
        .await
        .assert_refused(UNAVAILABLE, &[], "down");
    get(&remembers, &token)
        .await
        .assert_admitted(BY_SERVICE, "remembered");
    provider.up().await;
    get(&api, &token).await.assert_admitted(BY_SERVICE, "back");
    provider.stop();
    get(&api, &token)
        .await
        .assert_refused(UNAVAILABLE, &[], "gone");
}

#[tokio::test]
async fn a_kind_of_token_that_is_not_introspected_proves_nothing() {
    let Some(provider) = Provider::shared() else {
        return;
    };
    let token = provider.service(ITEMS, "items:read").await;
    // Its answer is 400, not `"active": false`: not what RFC 7662, section 2.2, provides for.
    get(&api(&provider), &token)
        .await
        .assert_refused(INVALID, &[WRONG], "signed");
}
