//! Users who log in at the provider: authorization code with PKCE, and refreshing.

use tests::{INSUFFICIENT, INVALID};

use crate::{TOO_LITTLE, WRONG, api, call, get, grants::ITEMS, provider::Provider};

#[tokio::test]
async fn whoever_logged_in_is_the_principal() {
    let Some(provider) = Provider::shared() else {
        return;
    };
    let api = api(&provider);
    for user in ["ann", "bob"] {
        let tokens = provider.log_in(user, ITEMS, "openid items:read").await;
        let who = format!("{user} by web: items:read");
        get(&api, &tokens.access).await.assert_admitted(&who, user);
        call(&api, "POST", &tokens.access)
            .await
            .assert_refused(INSUFFICIENT, &[TOO_LITTLE], user);
    }
}

#[tokio::test]
async fn a_refreshed_token_is_as_good_as_the_first() {
    let Some(provider) = Provider::shared() else {
        return;
    };
    let api = api(&provider);
    let scope = "openid offline_access items:read";
    let first = provider.log_in("ann", ITEMS, scope).await;
    let next = provider.refresh(&first.refresh, Some(ITEMS)).await;
    assert_ne!(first.access, next.access);
    for token in [&first.access, &next.access] {
        get(&api, token)
            .await
            .assert_admitted("ann by web: items:read", "an access token");
    }
    for token in [&first.refresh, &next.refresh, &next.id] {
        get(&api, token)
            .await
            .assert_refused(INVALID, &[WRONG], "another token");
    }
}
