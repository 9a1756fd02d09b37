//! What is said while accounts or store are down, hang or panic.

use std::time::Duration;

use super::*;
use crate::{mounted::FORM, users::Mood};

#[track_caller]
fn assert_down(answer: &Answer, case: &str) {
    assert_error(answer, 503, "temporarily_unavailable", case);
    assert!(!answer.body.contains("hunter2"), "{answer:?}");
}

#[tokio::test(start_paused = true)]
async fn nobody_can_tell_while_accounts_are_down() {
    let desk = Desk::new();
    let (access, refresh) = token_of(&desk.token(JOHN).await);
    for (mood, status, code) in [
        (Mood::Down, 503, "temporarily_unavailable"),
        // Until the deadline, which this clock reaches at once.
        (Mood::Hanging, 503, "temporarily_unavailable"),
        (Mood::Panicking, 500, "server_error"),
    ] {
        desk.users.set(mood);
        let case = format!("{status} {code}");
        assert_error(&desk.token(JOHN).await, status, code, &case);
        assert_error(&desk.introspect(&access).await, status, code, &case);
    }
    assert!(refresh.is_some());
}

#[tokio::test]
async fn nobody_can_tell_while_the_store_is_down() {
    let desk = Desk::new();
    let (access, refresh) = token_of(&desk.token(&format!("{JOHN}&scope=items:read")).await);
    let refresh = refresh.expect("a refresh token");
    desk.store.set_down(true);
    let renewal = format!("grant_type=refresh_token&refresh_token={refresh}");
    assert_down(&desk.token(JOHN).await, "a log-in");
    assert_down(&desk.token(&renewal).await, "a renewal");
    assert_down(&desk.revoke(&format!("token={access}")).await, "access");
    assert_down(&desk.revoke(&format!("token={refresh}")).await, "refresh");
    assert_down(&desk.introspect(&access).await, "introspection");
    // What is none of ours is known without it.
    assert_eq!(desk.revoke("token=x.y.z").await.status, 200);
    assert_eq!(desk.introspect("x.y.z").await.body, r#"{"active":false}"#);
    desk.store.set_down(false);
    assert_eq!(desk.items(&access).await.status, 200, "nothing was revoked");
    assert_eq!(desk.token(&renewal).await.status, 200, "nothing was spent");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_is_the_applications_to_set() {
    use axum_secured::tokens::Client;
    let desk = Desk::with(|builder| {
        builder
            .client(Client::unnamed().password_grant().refresh_tokens())
            .deadline(Duration::from_secs(60))
    });
    desk.users.set(Mood::Hanging);
    let before = tokio::time::Instant::now();
    assert_down(&desk.post("/token", &[FORM], JOHN).await, "hanging");
    assert_eq!(before.elapsed().as_secs(), 60);
}
