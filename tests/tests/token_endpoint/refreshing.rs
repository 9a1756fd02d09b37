//! The refresh grant.

use std::time::Duration;

use axum_secured::tokens::Granted;

use super::*;
use crate::{
    clients::claims,
    mounted::{BILLING, Scope, basic},
    users::Mood,
};

const ALL: &str = "items:read+items:write";
const ALL_SCOPES: &str = "items:read items:write";

/// The refresh token of a log-in that was granted everything.
async fn logged_in(desk: &Desk, client: &str) -> String {
    let form = format!("{JOHN}&scope={ALL}&client_id={client}");
    token_of(&desk.token(&form).await)
        .1
        .expect("a refresh token")
}

fn form(token: &str, rest: &str) -> String {
    format!("grant_type=refresh_token&refresh_token={token}{rest}")
}

#[tokio::test]
async fn t7_a_refresh_token_buys_the_next_ones() {
    let desk = Desk::new();
    let mut refresh = logged_in(&desk, "").await;
    for _ in 0..3 {
        desk.pass(Duration::from_secs(1000));
        let answer = desk.token(&form(&refresh, "")).await;
        let (token, next) = token_of(&answer);
        assert_eq!(json(&answer)["scope"], "items:read items:write");
        let items = desk.items(&token).await;
        items.assert_admitted("user-1 by : items:read items:write", "renewed");
        assert!(
            claims(&token).contains(r#""auth_time":1800000000"#),
            "signed in once"
        );
        refresh = next.expect("the next");
    }
}

#[tokio::test]
async fn t7_less_may_be_asked_for_and_no_more() {
    let desk = Desk::new();
    desk.users.set(Mood::May("items:write admin"));
    let refresh = logged_in(&desk, "").await;
    for scope in ["admin", "items:read+admin", "other", "%22"] {
        let answer = desk
            .token(&form(&refresh, &format!("&scope={scope}")))
            .await;
        assert_error(&answer, 400, "invalid_scope", scope);
    }
    // It was not spent.
    let answer = desk.token(&form(&refresh, "&scope=items:read")).await;
    assert_eq!(json(&answer)["scope"], "items:read");
    let next = token_of(&answer).1.expect("the next");
    let answer = desk.token(&form(&next, "")).await;
    assert_eq!(
        json(&answer)["scope"],
        "items:read items:write",
        "as at log-in"
    );
}

#[tokio::test]
async fn t7_it_is_bound_to_its_client() {
    let desk = Desk::new();
    let of_web = logged_in(&desk, "web").await;
    let of_nobody = logged_in(&desk, "").await;
    let stolen = [form(&of_web, ""), form(&of_nobody, "&client_id=web")];
    for form in &stolen {
        assert_error(&desk.token(form).await, 400, "invalid_grant", form);
    }
    for form in [form(&of_web, "&client_id=web"), form(&of_nobody, "")] {
        assert_eq!(desk.token(&form).await.status, 200, "{form}: not spent");
    }
}

#[tokio::test]
async fn t7_a_copy_ends_the_log_in_with_its_access_tokens() {
    let desk = Desk::new();
    let refresh = logged_in(&desk, "").await;
    let (access, next) = token_of(&desk.token(&form(&refresh, "")).await);
    let next = next.expect("the next");
    assert_eq!(desk.items(&access).await.status, 200);
    let answer = desk.token(&form(&refresh, "")).await;
    assert_error(&answer, 400, "invalid_grant", "spent");
    let answer = desk.token(&form(&next, "")).await;
    assert_error(
        &answer,
        400,
        "invalid_grant",
        "the newest of the same log-in",
    );
    assert_eq!(desk.items(&access).await.status, 401);
}

#[tokio::test]
async fn t7_what_is_no_refresh_token_buys_nothing() {
    let desk = Desk::new();
    let (access, refresh) = token_of(&desk.token(JOHN).await);
    let refresh = refresh.expect("a refresh token");
    for token in [
        "x",
        &access,
        &refresh[1..],
        &format!("{refresh}A"),
        &"A".repeat(64),
    ] {
        let answer = desk.token(&form(token, "")).await;
        assert_error(&answer, 400, "invalid_grant", token);
    }
    desk.pass(Duration::from_secs(30 * 24 * 60 * 60));
    let answer = desk.token(&form(&refresh, "")).await;
    assert_error(&answer, 400, "invalid_grant", "its time is over");
}

#[tokio::test]
async fn what_the_account_may_do_today_counts() {
    let desk = Desk::new();
    let refresh = logged_in(&desk, "").await;
    desk.users.set(Mood::May("items:read"));
    let answer = desk.token(&form(&refresh, "")).await;
    assert_eq!(json(&answer)["scope"], "items:read");
    let refresh = token_of(&answer).1.expect("the next");
    desk.users.set(Mood::May("items:write"));
    let answer = desk.token(&form(&refresh, "")).await;
    assert_eq!(json(&answer)["scope"], "items:read items:write");
}

#[tokio::test]
async fn a_vanished_or_disabled_account_ends_the_log_in() {
    for mood in [Mood::Gone, Mood::Disabled] {
        let desk = Desk::new();
        let (access, refresh) = token_of(&desk.token(&format!("{JOHN}&scope={ALL}")).await);
        let refresh = refresh.expect("a refresh token");
        desk.users.set(mood);
        let answer = desk.token(&form(&refresh, "")).await;
        assert_error(&answer, 400, "invalid_grant", "no account");
        assert_eq!(desk.items(&access).await.status, 401, "at once");
        desk.users.set(Mood::May("items:write"));
        let answer = desk.token(&form(&refresh, "")).await;
        assert_error(&answer, 400, "invalid_grant", "for ever");
    }
}

#[tokio::test]
async fn log_ins_from_before_a_new_password_have_ended() {
    let desk = Desk::new();
    let (early, refresh) = token_of(&desk.token(&format!("{JOHN}&scope={ALL}")).await);
    let refresh = refresh.expect("a refresh token");
    desk.pass(Duration::from_secs(10));
    let changed = (desk.clock())();
    desk.users.set(Mood::Since(changed));
    let (late, later) = token_of(&desk.token(&format!("{JOHN}&scope={ALL}")).await);
    assert_eq!(desk.introspect(&early).await.body, r#"{"active":false}"#);
    assert_eq!(json(&desk.introspect(&late).await)["active"], true);
    let answer = desk.token(&form(&refresh, "")).await;
    assert_error(&answer, 400, "invalid_grant", "from before");
    assert_eq!(desk.items(&early).await.status, 401, "at once");
    let later = later.expect("a refresh token");
    assert_eq!(desk.token(&form(&later, "")).await.status, 200);
    desk.users.set(Mood::May("items:write"));
    let answer = desk.token(&form(&refresh, "")).await;
    assert_error(&answer, 400, "invalid_grant", "for ever");
}

#[tokio::test]
async fn a_log_in_that_a_new_password_overtakes_has_ended() {
    let desk = Desk::new();
    let billing = basic("billing", BILLING);
    for (form_of, is_renewed) in [
        (JOHN.to_owned(), true),
        (format!("{JOHN}&scope={ALL}"), false),
    ] {
        desk.users.set(Mood::Waiting);
        let before = desk.users.asked();
        let overtaken = async {
            if is_renewed {
                desk.token(&form_of).await
            } else {
                desk.token_as(&billing, &form_of).await
            }
        };
        let change = async {
            while desk.users.asked() == before {
                tokio::task::yield_now().await;
            }
            desk.pass(Duration::from_secs(10));
            desk.users.set(Mood::Since((desk.clock())()));
            desk.pass(Duration::from_secs(10));
            desk.users.open_gate();
        };
        let (answer, ()) = tokio::join!(overtaken, change);
        let (access, refresh) = token_of(&answer);
        assert_eq!(refresh.is_some(), is_renewed);
        assert_eq!(desk.introspect(&access).await.body, r#"{"active":false}"#);
        if let Some(refresh) = refresh {
            let answer = desk.token(&form(&refresh, "")).await;
            assert_error(&answer, 400, "invalid_grant", "by the old password");
        }
    }
}

#[tokio::test]
async fn the_second_before_a_new_password_is_before_it() {
    let desk = Desk::new();
    let (early, _) = token_of(&desk.token(JOHN).await);
    desk.pass(Duration::from_secs(1));
    desk.users.set(Mood::Since((desk.clock())()));
    let (late, _) = token_of(&desk.token(JOHN).await);
    assert_eq!(desk.introspect(&early).await.body, r#"{"active":false}"#);
    assert_eq!(json(&desk.introspect(&late).await)["active"], true);
}

#[tokio::test]
async fn what_the_client_may_have_today_counts() {
    let desk = Desk::new();
    // From a time when the client could have more.
    let granted = Granted::of::<Scope>(ALL_SCOPES, ALL_SCOPES).expect("well-formed");
    let issued = desk
        .refresh_tokens()
        .issue("user-1", Some("web"), &granted)
        .await;
    let token = issued.expect("a live store").token;
    let answer = desk.token(&form(&token, "&client_id=web")).await;
    assert_eq!(json(&answer)["scope"], "items:read");
}
