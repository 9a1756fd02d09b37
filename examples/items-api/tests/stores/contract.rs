//! What every store of tokens has to keep to, and what these keep beyond.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use axum_secured::{
    testing::check_token_store,
    tokens::{Family, TokenStore as _},
};

use crate::{Both, connected, family, id, opened, revoked, server::Folder, time, token};

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_keep_to_the_contract() {
    let both = Both::new();
    for location in both.locations() {
        let store = Arc::new(opened(&location).await);
        check_token_store(store).await.expect("it keeps to it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_keep_to_the_contract_with_several_instances_at_once() {
    let both = Both::new();
    for location in both.locations() {
        let one = tokio::spawn(check_token_store(Arc::new(opened(&location).await)));
        let other = tokio::spawn(check_token_store(Arc::new(opened(&location).await)));
        one.await.expect("no panic").expect("it keeps to it");
        other.await.expect("no panic").expect("it keeps to it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_instances_one_renews_and_both_know_it() {
    let both = Both::new();
    for location in both.locations() {
        let stores = [opened(&location).await, opened(&location).await];
        stores[0].begin(id(1), family()).await.expect("it answers");
        let attempts: Vec<_> = (1..=16)
            .map(|number: u32| {
                let store = stores[number as usize % 2].clone();
                tokio::spawn(async move {
                    let renewed = store
                        .renew(id(1), token(0), token(number), time(number))
                        .await;
                    renewed.expect("it answers").then_some(number)
                })
            })
            .collect();
        let mut winners = Vec::new();
        for attempt in attempts {
            winners.extend(attempt.await.expect("no panic"));
        }
        let [winner] = winners[..] else {
            panic!("{winners:?} renewed")
        };
        for store in &stores {
            let found = store.find(id(1)).await.expect("it answers");
            let expected = Family {
                current: token(winner),
                spent: Some((token(0), time(winner))),
                ..family()
            };
            assert_eq!(found, Some(expected));
        }
        stores[1]
            .revoke(revoked(1, 1), time(1))
            .await
            .expect("it answers");
        let is_known = stores[0].is_revoked(&[revoked(1, 1)]).await;
        assert!(is_known.expect("it answers"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_character_and_every_nanosecond_come_back() {
    let both = Both::new();
    for location in both.locations() {
        let store = opened(&location).await;
        let written = Family {
            subject: ('\u{1}'..=char::MAX).collect(),
            client: Some(String::new()),
            scope: " ' \" \\ ; -- $1 ?1 ".to_owned(),
            authenticated_at: SystemTime::UNIX_EPOCH + Duration::from_nanos(2),
            expires_at: SystemTime::UNIX_EPOCH + Duration::from_nanos(i64::MAX.unsigned_abs()),
            current: [0xff; 32],
            spent: Some(([0; 32], SystemTime::UNIX_EPOCH + Duration::from_nanos(1))),
        };
        store
            .begin(id(1), written.clone())
            .await
            .expect("it answers");
        let found = store.find(id(1)).await.expect("it answers");
        assert!(found == Some(written), "{location}");
        // What cannot be kept as it is is not kept otherwise.
        let after_2262 = SystemTime::UNIX_EPOCH + Duration::from_secs(9_300_000_000);
        for family in [
            Family {
                subject: "a\0".to_owned(),
                ..family()
            },
            Family {
                expires_at: after_2262,
                ..family()
            },
        ] {
            assert!(store.begin(id(2), family).await.is_err());
            assert_eq!(store.find(id(2)).await.expect("it answers"), None);
        }
        // But what is revoked for longer is revoked.
        store
            .revoke(revoked(1, 1), after_2262)
            .await
            .expect("it answers");
        assert!(
            store
                .is_revoked(&[revoked(1, 1)])
                .await
                .expect("it answers")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_that_is_there_is_not_begun_again() {
    let both = Both::new();
    for location in both.locations() {
        let store = opened(&location).await;
        store.begin(id(1), family()).await.expect("it answers");
        let other = Family {
            subject: "eve".to_owned(),
            ..family()
        };
        assert!(store.begin(id(1), other).await.is_err());
        assert_eq!(store.find(id(1)).await.expect("it answers"), Some(family()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ended_long_ago_is_forgotten_little_by_little() {
    let both = Both::new();
    for location in both.locations() {
        let store = opened(&location).await;
        let ago = |minutes: u64| SystemTime::now() - Duration::from_secs(60 * minutes);
        let ended = |at| Family {
            expires_at: at,
            ..family()
        };
        // Of several times the latest counts.
        for until in [time(1), ago(65)] {
            let done = store.revoke(revoked(1, 2), until).await;
            done.expect("it answers");
        }
        // An instance whose clock is behind may still need these.
        store
            .begin(id(1), ended(ago(55)))
            .await
            .expect("it answers");
        store
            .revoke(revoked(1, 1), ago(55))
            .await
            .expect("it answers");
        for number in 0..600_u32 {
            let mut id = id(1);
            id[8..12].copy_from_slice(&number.to_be_bytes());
            store.begin(id, ended(ago(65))).await.expect("it answers");
        }
        for number in 0..100 {
            store
                .revoke(revoked(2, number), ago(65))
                .await
                .expect("it answers");
        }
        assert_eq!(counted(&location).await, (601, 102));
        // A sixteenth of all identifiers, those that begin with 0 among them, makes it forget.
        for (number, families) in [(1, 346), (2, 91), (3, 4)] {
            let mut id = id(0);
            id[15] = number;
            store.begin(id, family()).await.expect("it answers");
            let deadline = Instant::now() + Duration::from_secs(20);
            while counted(&location).await != (families, 2) {
                assert!(Instant::now() < deadline, "{:?}", counted(&location).await);
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
        let found = store.find(id(1)).await.expect("it answers");
        assert!(found.is_some(), "what ended just now is still there");
        for number in [1, 2] {
            let is_there = store.is_revoked(&[revoked(1, number)]).await;
            assert!(is_there.expect("it answers"), "{number}");
        }
    }
}

/// Families and revocations that are there.
async fn counted(location: &str) -> (i64, i64) {
    let query = "SELECT (SELECT count(*) FROM families), (SELECT count(*) FROM revoked)";
    if location.contains("://") {
        let row = connected(location).await.query_one(query, &[]).await;
        let row = row.expect("tables");
        (row.get(0), row.get(1))
    } else {
        let database = rusqlite::Connection::open(location).expect("the same file");
        let row = database.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?)));
        row.expect("tables")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_in_memory_is_one_database() {
    let store = Arc::new(opened(":memory:").await);
    check_token_store(Arc::clone(&store))
        .await
        .expect("it keeps to it");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_files_mean_nothing_else() {
    let folder = Folder::new();
    for name in ["with space", "100%25?mode=memory#x", "\u{fc}.sqlite"] {
        let file = folder.path().join(name);
        let store = opened(file.to_str().expect("UTF-8")).await;
        store.begin(id(1), family()).await.expect("it answers");
        assert!(file.exists(), "{name}");
    }
}
