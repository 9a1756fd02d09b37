//! Secrets of requests and of what is behind the endpoints: none is logged.

use tests::Journal;

use super::*;
use crate::{
    mounted::{FORM, basic},
    users::Mood,
};

#[tokio::test]
async fn nothing_secret_is_logged() {
    Journal::open();
    let desk = Desk::new();
    let (access, refresh) = token_of(&desk.token(JOHN).await);
    let refresh = refresh.expect("a refresh token");
    desk.token("grant_type=password&username=hunter2&password=hunter2")
        .await;
    desk.token("grant_type=hunter2&client_id=hunter2").await;
    desk.token_as(&basic("hunter2", "hunter2"), JOHN).await;
    desk.introspect(&access).await;
    desk.revoke("token=hunter2&client_id=hunter2").await;
    desk.post("/introspect", &[FORM], "token=hunter2").await;
    let renewal = format!("grant_type=refresh_token&refresh_token={refresh}");
    desk.token(&renewal).await;
    desk.token(&renewal).await;
    for mood in [Mood::Down, Mood::Disabled, Mood::Called("client:hunter2")] {
        desk.users.set(mood);
        desk.token(JOHN).await;
    }
    desk.store.set_down(true);
    desk.token(&renewal).await;
    let lines = Journal::lines();
    for expected in [
        "invalid_grant",
        "invalid_client",
        "temporarily_unavailable",
        "server_error",
    ] {
        let is_told = lines.iter().any(|line| line.contains(expected));
        assert!(is_told, "{expected}: {lines:?}");
    }
    for line in lines {
        for secret in ["hunter2", "se cret", &access, &refresh, "eyJ"] {
            assert!(!line.contains(secret), "{secret}: {line}");
        }
    }
}
