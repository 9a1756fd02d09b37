//! The password grant, and what any token answer looks like.

use serde_json::{Value, json};

use super::*;
use crate::{
    clients::claims,
    mounted::{BILLING, HERE, basic},
    users::Mood,
};

#[tokio::test]
async fn t2_an_answer_has_what_a_client_needs() {
    let desk = Desk::new();
    let answer = desk.token(&format!("{JOHN}&scope=items:read")).await;
    let (token, refresh) = token_of(&answer);
    let expected = json!({
        "access_token": token, "token_type": "bearer", "expires_in": 900,
        "refresh_token": refresh.expect("a refresh token"), "scope": "items:read",
    });
    assert_eq!(json(&answer), expected);
    let billing = basic("billing", BILLING);
    let answer = desk.token_as(&billing, JOHN).await;
    let (token, _) = token_of(&answer);
    // This client may have no refresh token.
    let expected =
        json!({"access_token": token, "token_type": "bearer", "expires_in": 900, "scope": ""});
    assert_eq!(json(&answer), expected);
}

#[tokio::test]
async fn t3_whoever_may_not_enter_is_told_the_same() {
    let desk = Desk::new();
    let mut told = Vec::new();
    for form in [
        "grant_type=password&username=johndoe&password=wrong",
        "grant_type=password&username=nobody&password=se+cret:%C3%B6",
        "grant_type=password&username=johndoe&password=se+cret:o%CC%88",
    ] {
        let answer = desk.token(form).await;
        assert_error(&answer, 400, "invalid_grant", form);
        told.push(answer.body);
    }
    for mood in [Mood::Disabled, Mood::Gone] {
        desk.users.set(mood);
        let answer = desk.token(JOHN).await;
        assert_error(&answer, 400, "invalid_grant", "disabled or gone");
        told.push(answer.body);
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
}

#[tokio::test]
async fn t5_granted_is_what_was_asked_for_and_all_allow() {
    let desk = Desk::new();
    for (allowed, asked, client, granted) in [
        ("items:write", "", "", ""),
        ("items:write", "items:read", "", "items:read"),
        ("items:write", "items:write", "", "items:write"),
        // Order does not matter, nor what nobody declared.
        (
            "items:write",
            "items:write+x+items:read",
            "",
            "items:read items:write",
        ),
        ("items:write", "items:read+admin", "", "items:read"),
        ("items:write", "Items:Read", "", ""),
        ("items:read", "items:write", "", ""),
        ("", "items:read+items:write+admin", "", ""),
        // The client has `items:read` alone.
        (
            "items:write admin",
            "items:read+items:write+admin",
            "web",
            "items:read",
        ),
        ("admin", "items:read+items:write+admin", "web", ""),
    ] {
        let case = format!("{asked} of {allowed} for {client}");
        desk.users.set(Mood::May(allowed));
        let form = format!("{JOHN}&scope={asked}&client_id={client}");
        let answer = desk.token(&form).await;
        let (token, _) = token_of(&answer);
        assert_eq!(json(&answer)["scope"], granted, "{case}");
        let claims: Value = serde_json::from_str(&claims(&token)).expect("JSON");
        assert_eq!(claims["scope"], granted, "{case}");
    }
}

#[tokio::test]
async fn t5_a_malformed_scope_is_refused_before_anybody_is_asked_for() {
    let desk = Desk::new();
    for scope in [
        "%22",
        "items:read+%5C",
        "%C3%B6",
        "%09",
        "items:read%09items:write",
    ] {
        let answer = desk.token(&format!("{JOHN}&scope={scope}")).await;
        assert_error(&answer, 400, "invalid_scope", scope);
    }
    assert_eq!(desk.users.asked(), 0);
}

#[tokio::test]
async fn p8_tokens_are_those_of_the_profile() {
    let desk = Desk::new();
    let answer = desk
        .token(&format!("{JOHN}&client_id=web&scope=items:read"))
        .await;
    let (token, _) = token_of(&answer);
    let claims: Value = serde_json::from_str(&claims(&token)).expect("JSON");
    for (name, value) in [
        ("iss", json!(HERE)),
        ("aud", json!(HERE)),
        ("sub", json!("user-1")),
        ("client_id", json!("web")),
        ("iat", json!(1_800_000_000)),
        ("auth_time", json!(1_800_000_000)),
        ("exp", json!(1_800_000_900)),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
    assert!(claims["sid"].is_string(), "it ends with its log-in");
    let items = desk.items(&token).await;
    items.assert_admitted("user-1 by web: items:read", "a guard takes it");
    // Without a client the token names none.
    let (token, _) = token_of(&desk.token(JOHN).await);
    assert!(!crate::clients::claims(&token).contains("client_id"));
}

#[tokio::test]
async fn t8_every_token_has_values_of_its_own() {
    let desk = Desk::new();
    let mut seen = std::collections::HashSet::new();
    for _ in 0..20 {
        let (token, refresh) = token_of(&desk.token(JOHN).await);
        let claims: Value = serde_json::from_str(&claims(&token)).expect("JSON");
        let id = claims["jti"].as_str().expect("an identifier");
        assert!(id.len() >= 22, "128 bits in base64url: {id}");
        let refresh = refresh.expect("a refresh token");
        assert!(refresh.len() >= 22, "128 bits in base64url");
        assert!(seen.insert(id.to_owned()) && seen.insert(refresh));
    }
}

#[tokio::test]
async fn an_account_cannot_pass_for_a_client_or_nobody() {
    let desk = Desk::new();
    for subject in ["client:reports", "client:", ""] {
        desk.users.set(Mood::Called(subject));
        let answer = desk.token(JOHN).await;
        assert_error(&answer, 500, "server_error", subject);
    }
}
