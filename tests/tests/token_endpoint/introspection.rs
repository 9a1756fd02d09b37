//! Introspection.

use std::time::Duration;

use axum_secured::{
    testing,
    tokens::{Client, Granted},
};
use serde_json::{Value, json};

use super::*;
use crate::{
    clients::claims,
    mounted::{BILLING, FORM, HERE, REPORTS, Scope, basic},
    users::Mood,
};

#[track_caller]
fn assert_inactive(answer: &Answer, case: &str) {
    let said = (answer.status, answer.body.as_str());
    assert_eq!(said, (200, r#"{"active":false}"#), "{case}");
    assert_eq!(
        answer.header("content-type"),
        Some("application/json"),
        "{case}"
    );
}

#[tokio::test]
async fn t10_an_active_token_is_described() {
    let desk = Desk::new();
    let form = format!("{JOHN}&scope=items:read+items:write&client_id=web");
    let (token, _) = token_of(&desk.token(&form).await);
    let said: Value = serde_json::from_str(&claims(&token)).expect("JSON");
    let expected = json!({
        "active": true, "scope": "items:read", "client_id": "web", "username": "johndoe",
        "token_type": "bearer", "exp": 1_800_000_900, "iat": 1_800_000_000, "sub": "user-1",
        "aud": HERE, "iss": HERE, "jti": said["jti"],
    });
    assert_eq!(json(&desk.introspect(&token).await), expected);
    let reports = basic("reports", REPORTS);
    let form = "grant_type=client_credentials&scope=admin";
    let (token, _) = token_of(&desk.token_as(&reports, form).await);
    let asked = desk.users.asked();
    let answer = json(&desk.introspect(&token).await);
    assert_eq!(answer["sub"], "client:reports");
    assert_eq!(answer["scope"], "admin");
    assert_eq!(answer.get("username"), None);
    assert_eq!(desk.users.asked(), asked, "no account is behind it");
}

#[tokio::test]
async fn t10_of_any_other_token_nothing_is_said() {
    let desk = Desk::new();
    let (token, refresh) = token_of(&desk.token(JOHN).await);
    let foreign = token_of(&Desk::new().token(JOHN).await).0;
    let refresh = refresh.expect("a refresh token");
    let (head, signature) = token.rsplit_once('.').expect("three parts");
    for token in [
        "x",
        "x.y.z",
        "+",
        "%22",
        &refresh,
        &foreign,
        &format!("{head}."),
        &format!("{head}.{}", &signature[1..]),
        &format!("{token},{token}"),
        &format!("{token}+{token}"),
        &format!("Bearer+{token}"),
        &"a.".repeat(6000),
    ] {
        assert_inactive(&desk.introspect(token).await, token);
    }
    assert_eq!(json(&desk.introspect(&token).await)["active"], true);
    desk.revoke(&format!("token={token}")).await;
    assert_inactive(&desk.introspect(&token).await, "revoked");
    let (token, refresh) = token_of(&desk.token(JOHN).await);
    desk.revoke(&format!("token={}", refresh.expect("a refresh token")))
        .await;
    assert_inactive(&desk.introspect(&token).await, "its log-in ended");
}

#[tokio::test]
async fn p5_a_token_of_another_kind_is_not_active() {
    let desk = Desk::new();
    let (token, _) = token_of(&desk.token(JOHN).await);
    for (kind, active) in [
        (r#","typ":"at+jwt""#, true),
        (r#","typ":"JWT""#, false),
        (r#","typ":"logout+jwt""#, false),
        ("", false),
    ] {
        let header = format!(r#"{{"alg":"HS256","kid":"1"{kind}}}"#);
        let answer = desk.introspect(&desk.retyped(&token, &header)).await;
        assert_eq!(json(&answer)["active"], active, "{kind}");
    }
}

#[tokio::test]
async fn t10_a_token_is_active_up_to_its_end() {
    let desk = Desk::new();
    let (token, _) = token_of(&desk.token(JOHN).await);
    desk.pass(Duration::from_secs(899));
    assert_eq!(json(&desk.introspect(&token).await)["active"], true);
    desk.pass(Duration::from_secs(1));
    assert_inactive(&desk.introspect(&token).await, "expired");
}

#[tokio::test]
async fn what_account_and_client_may_do_today_counts() {
    let desk = Desk::new();
    let form = format!("{JOHN}&scope=items:read+items:write");
    let (token, _) = token_of(&desk.token(&form).await);
    let scope = async || json(&desk.introspect(&token).await)["scope"].clone();
    assert_eq!(scope().await, "items:read items:write");
    desk.users.set(Mood::May("items:read"));
    assert_eq!(scope().await, "items:read");
    desk.users.set(Mood::May(""));
    assert_eq!(scope().await, "");
    for mood in [Mood::Disabled, Mood::Gone] {
        desk.users.set(mood);
        assert_inactive(&desk.introspect(&token).await, "no account");
    }
    desk.users.set(Mood::May("items:write admin"));
    // Signed by the application itself, for clients that are not there, or not what they say.
    let signed = |subject: &str, client: &str| {
        let draft = desk.signer.token(subject).client(client);
        draft.sign().expect("a token").token
    };
    assert_eq!(
        json(&desk.introspect(&signed("user-1", "web")).await)["active"],
        true
    );
    let granted = Granted::of::<Scope>("items:read admin", "items:read admin");
    let draft = desk.signer.token("user-1").client("web");
    let draft = draft.granted(&granted.expect("well-formed"));
    let token = draft.sign().expect("a token").token;
    assert_eq!(
        json(&desk.introspect(&token).await)["scope"],
        "items:read",
        "as web may"
    );
    for (subject, client) in [
        ("user-1", "gone"),
        ("user-2", "web"),
        ("client:gone", "gone"),
        ("client:reports", "web"),
        ("client:web", "web"),
        ("client:web", "reports"),
        ("client:billing", "billing"),
    ] {
        let token = signed(subject, client);
        let answer = desk.introspect(&token).await;
        assert_inactive(&answer, &format!("{subject} by {client}"));
    }
}

#[tokio::test]
async fn a_token_without_a_client_is_worth_what_the_unnamed_client_may_have() {
    for (unnamed, said) in [
        (Some("items:read"), json!("items:read")),
        (Some(""), json!("")),
        (None, Value::Null),
    ] {
        let desk = Desk::with(|builder| {
            let secret = testing::secret(BILLING);
            let mut builder = builder.client(
                Client::confidential("billing", secret)
                    .password_grant()
                    .refresh_tokens()
                    .introspection(),
            );
            if let Some(scopes) = unnamed {
                builder = builder.client(Client::unnamed().scopes(scopes).password_grant());
            }
            builder
        });
        // From a time when it could have more.
        let granted = Granted::of::<Scope>("items:read items:write", "items:write");
        let draft = desk.signer.token("user-1");
        let draft = draft.granted(&granted.expect("well-formed"));
        let token = draft.sign().expect("a token").token;
        let answer = json(&desk.introspect(&token).await);
        assert_eq!(answer["active"], unnamed.is_some());
        assert_eq!(answer["scope"], said);
    }
}

#[tokio::test]
async fn t10_the_client_is_authenticated_and_allowed() {
    let desk = Desk::new();
    let (token, _) = token_of(&desk.token(JOHN).await);
    for (authorization, parameters, status, code) in [
        ("", "", 401, "invalid_client"),
        ("", "&client_id=web", 401, "invalid_client"),
        ("", "&client_id=billing", 401, "invalid_client"),
        (
            "",
            "&client_id=billing&client_secret=x",
            401,
            "invalid_client",
        ),
        (&format!("Bearer {token}"), "", 401, "invalid_client"),
        (&basic("billing", REPORTS), "", 401, "invalid_client"),
        (&basic("reports", REPORTS), "", 400, "unauthorized_client"),
    ] {
        let lines = [FORM, ("Authorization", authorization)];
        let form = format!("token={token}{parameters}");
        let answer = desk.post("/introspect", &lines, form).await;
        assert_error(
            &answer,
            status,
            code,
            &format!("{authorization} {parameters}"),
        );
    }
    let secret = mounted::encoded(BILLING);
    let form = format!("token={token}&client_id=billing&client_secret={secret}");
    let answer = desk.post("/introspect", &[FORM], form).await;
    assert_eq!(json(&answer)["active"], true);
}
