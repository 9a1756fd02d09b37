//! Revocation.

use std::time::Duration;

use super::*;
use crate::mounted::{BILLING, FORM, REPORTS, basic};

async fn tokens(desk: &Desk, client: &str) -> (String, String) {
    let form = format!("{JOHN}&scope=items:read&client_id={client}");
    let (access, refresh) = token_of(&desk.token(&form).await);
    (access, refresh.expect("a refresh token"))
}

#[track_caller]
fn assert_done(answer: &Answer, case: &str) {
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (200, ""),
        "{case}: {answer:?}"
    );
}

#[tokio::test]
async fn t9_an_access_token_ends_alone() {
    let desk = Desk::new();
    let (access, refresh) = tokens(&desk, "").await;
    let (other, _) = tokens(&desk, "").await;
    assert_eq!(desk.items(&access).await.status, 200);
    assert_done(&desk.revoke(&format!("token={access}")).await, "live");
    assert_eq!(desk.items(&access).await.status, 401);
    assert_eq!(desk.items(&other).await.status, 200);
    assert_done(&desk.revoke(&format!("token={access}")).await, "again");
    let form = format!("grant_type=refresh_token&refresh_token={refresh}");
    assert_eq!(desk.token(&form).await.status, 200);
}

#[tokio::test]
async fn t9_a_refresh_token_ends_its_log_in() {
    let desk = Desk::new();
    let (access, refresh) = tokens(&desk, "").await;
    let form = format!("grant_type=refresh_token&refresh_token={refresh}");
    let (renewed, next) = token_of(&desk.token(&form).await);
    let (other, _) = tokens(&desk, "").await;
    let next = next.expect("the next");
    assert_done(&desk.revoke(&format!("token={next}")).await, "live");
    for access in [access, renewed] {
        assert_eq!(desk.items(&access).await.status, 401);
    }
    assert_eq!(desk.items(&other).await.status, 200, "another log-in");
    let form = format!("grant_type=refresh_token&refresh_token={next}");
    assert_error(&desk.token(&form).await, 400, "invalid_grant", "ended");
    assert_done(&desk.revoke(&format!("token={next}")).await, "again");
}

#[tokio::test]
async fn t9_a_wrong_hint_is_ignored() {
    for hint in ["refresh_token", "access_token", "other", ""] {
        let desk = Desk::new();
        let (access, refresh) = tokens(&desk, "").await;
        let form = format!("token={access}&token_type_hint={hint}");
        assert_done(&desk.revoke(&form).await, hint);
        assert_eq!(desk.items(&access).await.status, 401, "{hint}");
        let form = format!("token={refresh}&token_type_hint={hint}");
        assert_done(&desk.revoke(&form).await, hint);
        let form = format!("grant_type=refresh_token&refresh_token={refresh}");
        assert_error(&desk.token(&form).await, 400, "invalid_grant", hint);
    }
}

#[tokio::test]
async fn t9_what_is_unknown_is_as_good_as_revoked() {
    let desk = Desk::new();
    let (access, refresh) = tokens(&desk, "").await;
    let foreign = tokens(&Desk::new(), "").await.0;
    let (head, signature) = access.rsplit_once('.').expect("three parts");
    for token in [
        "x",
        "x.y.z",
        "..",
        "%C3%B6.+",
        &foreign,
        &format!("{head}.{}", signature.to_ascii_uppercase()),
        &"A".repeat(refresh.len()),
        &"a.".repeat(6000),
    ] {
        assert_done(&desk.revoke(&format!("token={token}")).await, token);
    }
    assert_eq!(desk.items(&access).await.status, 200);
}

#[tokio::test]
async fn t9_another_clients_token_is_not_ended() {
    let desk = Desk::new();
    let (access, refresh) = tokens(&desk, "").await;
    let (of_web, refresh_of_web) = tokens(&desk, "web").await;
    for form in [
        format!("token={access}&client_id=web"),
        format!("token={refresh}&client_id=web"),
        format!("token={of_web}"),
        format!("token={refresh_of_web}"),
    ] {
        assert_error(&desk.revoke(&form).await, 400, "invalid_grant", &form);
    }
    let lines = [FORM, ("Authorization", &basic("reports", REPORTS))];
    let answer = desk
        .post("/revoke", &lines, format!("token={of_web}"))
        .await;
    assert_error(&answer, 400, "invalid_grant", "a client with a secret");
    for access in [access, of_web] {
        assert_eq!(desk.items(&access).await.status, 200);
    }
    let form = format!("token={refresh_of_web}&client_id=web");
    assert_done(&desk.revoke(&form).await, "its own");
}

#[tokio::test]
async fn t9_the_client_is_authenticated() {
    let desk = Desk::new();
    let form = "grant_type=client_credentials&scope=items:read";
    let reports = basic("reports", REPORTS);
    let (access, _) = token_of(&desk.token_as(&reports, form).await);
    let form = format!("token={access}");
    for (authorization, parameters) in [
        ("", "&client_id=reports"),
        ("", "&client_id=reports&client_secret=x"),
        ("", "&client_id=nobody"),
        (&basic("reports", BILLING), ""),
        ("Bearer x", ""),
    ] {
        let lines = [FORM, ("Authorization", authorization)];
        let answer = desk
            .post("/revoke", &lines, format!("{form}{parameters}"))
            .await;
        assert_error(&answer, 401, "invalid_client", parameters);
    }
    assert_eq!(desk.items(&access).await.status, 200);
    let lines = [FORM, ("Authorization", reports.as_str())];
    assert_done(&desk.post("/revoke", &lines, form).await, "itself");
    assert_eq!(desk.items(&access).await.status, 401);
}

#[tokio::test]
async fn a_token_that_a_lenient_guard_takes_still_can_be_revoked() {
    let desk = Desk::new();
    let (access, _) = tokens(&desk, "").await;
    desk.pass(Duration::from_secs(15 * 60 + 10));
    assert_eq!(desk.items(&access).await.status, 200, "within 30 seconds");
    assert_done(&desk.revoke(&format!("token={access}")).await, "expired");
    assert_eq!(desk.items(&access).await.status, 401);
}
