//! What every store has to keep to.

use std::sync::Arc;

use axum_secured::testing::check_token_store;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_keeps_to_what_a_store_promises() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let store = Arc::new(store(&redis).await);
    // Twice, as nothing that is left behind may matter.
    assert_eq!(check_token_store(Arc::clone(&store)).await, Ok(()));
    assert_eq!(check_token_store(store).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_connections_keep_to_it_at_once() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let (one, other) = (store(&redis).await, store(&redis).await);
    let checks = [one, other].map(|store| tokio::spawn(check_token_store(Arc::new(store))));
    for check in checks {
        assert_eq!(check.await.expect("no panic"), Ok(()));
    }
}

#[tokio::test]
async fn names_and_times_come_back_as_they_were() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let (one, other) = (store(&redis).await, store(&redis).await);
    let exact = SystemTime::UNIX_EPOCH + Duration::new(4_000_000_000, 123_456_700);
    let names = [
        "",
        "a\0b",
        "-1",
        "\r\n$5\r\n",
        "日本 \u{1f511} %s {}",
        "nil",
    ];
    let clients = names.iter().map(|name| Some((*name).to_owned()));
    for (number, client) in clients.chain([None]).enumerate() {
        let id = [u8::try_from(number).expect("few"); 16];
        let family = Family {
            subject: client.clone().unwrap_or_default(),
            scope: client.clone().unwrap_or_default(),
            client,
            authenticated_at: exact - Duration::from_secs(1),
            expires_at: exact,
            // Bytes that are no UTF-8, and a line's end.
            current: [0xff; 32],
            spent: Some(([b'\n'; 32], exact)),
        };
        one.begin(id, family.clone()).await.expect("kept");
        assert_eq!(other.find(id).await.expect("found"), Some(family));
    }
}

#[tokio::test]
async fn a_family_that_begins_anew_keeps_nothing_of_the_old_one() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let store = store(&redis).await;
    store.begin([1; 16], family()).await.expect("kept");
    let renewed = store.renew([1; 16], [1; 32], [2; 32], hence(0)).await;
    assert!(renewed.expect("an answer"));
    let bare = Family {
        client: None,
        ..family()
    };
    store.begin([1; 16], bare.clone()).await.expect("kept");
    assert_eq!(store.find([1; 16]).await.expect("found"), Some(bare));
}

#[tokio::test]
async fn a_time_that_cannot_be_kept_is_an_error_and_leaves_nothing() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let store = store(&redis).await;
    let day = Duration::from_secs(24 * 60 * 60);
    let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
    let after = SystemTime::UNIX_EPOCH + day * 366 * 10_000;
    for time in [before, after] {
        let family = Family {
            expires_at: time,
            ..family()
        };
        assert!(store.begin([1; 16], family).await.is_err());
        assert!(store.revoke([1; 32], time).await.is_err());
    }
    assert_eq!(Raw::new(&redis).keys(), HashSet::new());
}
