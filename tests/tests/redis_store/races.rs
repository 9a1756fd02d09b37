//! Refresh tokens of which two processes dispose.

use std::sync::Arc;

use axum_secured::{
    Scopes,
    tokens::{Granted, RefreshError, RefreshTokens},
};
use tokio::sync::Barrier;

use super::*;

#[derive(Scopes)]
enum Scope {
    #[scope("items:read")]
    ItemsRead,
}

fn tokens(store: RedisStore) -> Arc<RefreshTokens<RedisStore>> {
    Arc::new(RefreshTokens::new(store).build().expect("an issuer"))
}

fn granted() -> Granted {
    Granted::of::<Scope>("items:read", "items:read").expect("well-formed")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_renewals_in_two_processes_one_wins_and_the_rest_end_the_family() {
    const MANY: usize = 16;
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let sides = [tokens(store(&redis).await), tokens(store(&redis).await)];
    for _ in 0..10 {
        let token = sides[0].issue("ann", None, &granted()).await;
        let token: Arc<str> = token.expect("issued").token.into();
        let together = Arc::new(Barrier::new(MANY));
        let attempts: Vec<_> = (0..MANY)
            .map(|number| {
                let (side, token) = (Arc::clone(&sides[number % 2]), Arc::clone(&token));
                let together = Arc::clone(&together);
                tokio::spawn(async move {
                    together.wait().await;
                    side.renew::<Scope>(&token, None, None).await
                })
            })
            .collect();
        let mut won = Vec::new();
        for attempt in attempts {
            match attempt.await.expect("no panic") {
                Ok(renewed) => won.push(renewed.token),
                Err(error) => assert!(matches!(error, RefreshError::InvalidGrant), "{error:?}"),
            }
        }
        let [won] = &won[..] else {
            panic!("{} won", won.len());
        };
        for side in &sides {
            let renewed = side.renew::<Scope>(won, None, None).await;
            let error = renewed.expect_err("the family has ended");
            assert!(matches!(error, RefreshError::InvalidGrant), "{error:?}");
        }
    }
    assert_eq!(Raw::new(&redis).keys(), HashSet::new());
}

#[tokio::test]
async fn what_one_process_issued_another_renews_and_revokes() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let (one, other) = (tokens(store(&redis).await), tokens(store(&redis).await));
    let first = one.issue("ann", Some("web"), &granted()).await;
    let first = first.expect("issued").token;
    let renewed = other.renew::<Scope>(&first, Some("web"), None).await;
    let renewed = renewed.expect("renewed");
    assert_eq!(renewed.subject, "ann");
    one.revoke(&renewed.token, Some("web")).await.expect("done");
    let again = other
        .renew::<Scope>(&renewed.token, Some("web"), None)
        .await;
    assert!(matches!(again, Err(RefreshError::InvalidGrant)));
}

#[tokio::test]
async fn scripts_that_redis_forgot_are_sent_again() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let store = store(&redis).await;
    let mut raw = Raw::new(&redis);
    for _ in 0..2 {
        raw.ask::<()>(&["SCRIPT", "FLUSH"]);
        store.begin([1; 16], family()).await.expect("kept");
        raw.ask::<()>(&["SCRIPT", "FLUSH"]);
        let renewed = store.renew([1; 16], [1; 32], [2; 32], hence(0)).await;
        assert!(renewed.expect("an answer"));
        raw.ask::<()>(&["SCRIPT", "FLUSH"]);
        store.revoke([1; 32], hence(60)).await.expect("kept");
    }
    // Once it knows them again no text is sent.
    store.begin([1; 16], family()).await.expect("kept");
    raw.ask::<()>(&["CONFIG", "RESETSTAT"]);
    store.begin([1; 16], family()).await.expect("kept");
    let calls: String = raw.ask(&["INFO", "commandstats"]);
    assert!(calls.contains("cmdstat_evalsha:calls=1,"), "{calls}");
    assert!(!calls.contains("cmdstat_eval:"), "{calls}");
}
