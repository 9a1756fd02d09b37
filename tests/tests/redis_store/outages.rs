//! While Redis is down, silent, full, or out of sorts.

use super::*;

#[tokio::test]
async fn while_redis_is_down_every_call_is_an_error_and_afterwards_none() {
    let Some(mut redis) = PrivateRedis::start() else {
        return;
    };
    let store = store(&redis).await;
    for _ in 0..2 {
        redis.kill();
        for text in refusals(&store).await {
            assert!(text.starts_with("Redis cannot be reached: "), "{text}");
        }
        redis.start_again();
        for (call, answer) in every_call(&store).await {
            assert!(answer.is_ok(), "{call}");
        }
    }
}

#[tokio::test]
async fn an_idle_store_does_not_notice_a_restart() {
    let Some(mut redis) = PrivateRedis::start() else {
        return;
    };
    let store = store(&redis).await;
    store.begin([1; 16], family()).await.expect("kept");
    redis.kill();
    redis.start_again();
    // The runtime, which starting Redis has blocked, sees that the connection was closed.
    tokio::time::sleep(Duration::from_millis(1)).await;
    tokio::task::yield_now().await;
    // Not even the first call fails.
    assert!(store.find([1; 16]).await.expect("an answer").is_some());
}

#[tokio::test]
async fn a_redis_that_is_silent_is_an_error_in_time() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let store = RedisStore::builder(redis.url()).timeout(Duration::from_secs(7));
    let store = store.connect().await.expect("Redis answers");
    redis.pause();
    // From here on time passes as soon as there is nothing to do but wait.
    tokio::time::pause();
    for text in refusals(&store).await {
        assert_eq!(text, "Redis did not answer within 7s");
    }
    // Nor does it let anybody in.
    let error = RedisStore::connect(&redis.url()).await;
    let expected = format!(
        "`RedisStore` at 127.0.0.1:{}: Redis did not answer within 2s",
        redis.port()
    );
    assert_eq!(error.expect_err("nobody answers").to_string(), expected);
    tokio::time::resume();
    redis.resume();
    for (call, answer) in every_call(&store).await {
        assert!(answer.is_ok(), "{call}");
    }
}

#[tokio::test]
async fn calls_that_are_given_up_leave_the_connection_in_order() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let store = store(&redis).await;
    for number in 0..20_u8 {
        let other = Family {
            subject: number.to_string(),
            ..family()
        };
        store.begin([number; 16], other).await.expect("kept");
    }
    for number in 0..20_u8 {
        // It is sent, and its answer is nobody's.
        let given_up = store.find([(number + 1) % 20; 16]);
        let _ = tokio::time::timeout(Duration::ZERO, given_up).await;
        let found = store.find([number; 16]).await.expect("an answer");
        assert_eq!(found.expect("a family").subject, number.to_string());
    }
}

#[tokio::test]
async fn a_redis_without_memory_refuses_and_forgets_nothing() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let store = store(&redis).await;
    store.begin([1; 16], family()).await.expect("kept");
    store.revoke([1; 32], hence(60)).await.expect("kept");
    let mut raw = Raw::new(&redis);
    raw.ask::<()>(&["CONFIG", "SET", "maxmemory", "1"]);
    for answer in [
        store.begin([2; 16], family()).await,
        store.revoke([2; 32], hence(60)).await,
        store
            .renew([1; 16], [1; 32], [2; 32], hence(0))
            .await
            .map(|_| ()),
    ] {
        let source = answer.expect_err("there is no memory");
        assert_eq!(source.error().to_string(), "Redis refuses: OOM");
    }
    let found = store.find([1; 16]).await.expect("an answer");
    assert_eq!(found.expect("a family").current, [1; 32]);
    assert!(store.is_revoked(&[[1; 32]]).await.expect("an answer"));
    assert!(!store.is_revoked(&[[2; 32]]).await.expect("an answer"));
    store.end([1; 16]).await.expect("ended");
    raw.ask::<()>(&["CONFIG", "SET", "maxmemory", "0"]);
    store.begin([2; 16], family()).await.expect("kept");
}

#[tokio::test]
async fn a_redis_that_is_full_of_connections_is_tried_again() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let store = store(&redis).await;
    let mut raw = Raw::new(&redis);
    raw.ask::<()>(&["CONFIG", "SET", "maxclients", "1"]);
    raw.ask::<()>(&["CLIENT", "KILL", "TYPE", "NORMAL", "SKIPME", "yes"]);
    let mut failed = 0;
    while failed < 3 {
        // The first may still be on its way with the connection that was killed.
        failed += usize::from(store.find([1; 16]).await.is_err());
    }
    raw.ask::<()>(&["CONFIG", "SET", "maxclients", "100"]);
    assert_eq!(store.find([1; 16]).await.expect("an answer"), None);
}
