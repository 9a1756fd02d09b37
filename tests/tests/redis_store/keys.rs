//! What is kept under which key, for how long, and what becomes of values that are not ours.

use axum_secured::tokens::TokenDigest;

use super::*;

const ID: FamilyId = [0xab; 16];
const DIGEST: TokenDigest = [0xcd; 32];

#[tokio::test]
async fn every_key_expires_when_it_should() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let store = store(&redis).await;
    let mut raw = Raw::new(&redis);
    // Connecting has tried everything, and left nothing.
    assert_eq!(raw.keys(), HashSet::new());
    let family = family();
    let family_ends = family.expires_at;
    store.begin(ID, family).await.expect("kept");
    store.revoke(DIGEST, hence(60)).await.expect("kept");
    assert_eq!(
        raw.keys(),
        HashSet::from([family_key(ID), revoked_key(DIGEST)])
    );
    assert_eq!(raw.expiry(&family_key(ID)), Some(family_ends));
    let revoked = raw.expiry(&revoked_key(DIGEST)).expect("it expires");
    assert!(revoked >= hence(59));

    let renewed = store.renew(ID, [1; 32], [2; 32], hence(0)).await;
    assert!(renewed.expect("an answer"));
    assert_eq!(raw.expiry(&family_key(ID)), Some(family_ends));
    store.end(ID).await.expect("ended");
    assert_eq!(raw.keys(), HashSet::from([revoked_key(DIGEST)]));
}

#[tokio::test]
async fn of_several_times_of_a_revocation_the_latest_counts() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let store = store(&redis).await;
    let mut raw = Raw::new(&redis);
    let mut expiries = Vec::new();
    for seconds in [600, 60, 6000, 0] {
        store.revoke(DIGEST, hence(seconds)).await.expect("kept");
        expiries.push(raw.expiry(&revoked_key(DIGEST)).expect("it expires"));
    }
    assert_eq!(expiries[1], expiries[0]);
    assert!(expiries[2] > expiries[1] + Duration::from_secs(5000));
    assert_eq!(expiries[3], expiries[2]);
}

#[tokio::test]
async fn a_revocation_outlasts_a_clock_that_is_ahead() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let store = store(&redis).await;
    // As Redis sees it, if its clock is a minute ahead.
    let until = hence(0) - Duration::from_secs(60);
    store.revoke(DIGEST, until).await.expect("kept");
    assert!(store.is_revoked(&[DIGEST]).await.expect("an answer"));
}

#[tokio::test]
async fn what_has_expired_is_gone() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let store = store(&redis).await;
    let expired = Family {
        expires_at: hence(0) - Duration::from_secs(1),
        ..family()
    };
    store.begin(ID, expired).await.expect("taken");
    assert_eq!(store.find(ID).await.expect("an answer"), None);
    let long_ago = hence(0) - Duration::from_secs(3600);
    store.revoke(DIGEST, long_ago).await.expect("taken");
    assert!(!store.is_revoked(&[DIGEST]).await.expect("an answer"));
    assert_eq!(Raw::new(&redis).keys(), HashSet::new());
}

#[tokio::test]
async fn stores_with_different_prefixes_know_nothing_of_each_other() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let one = store(&redis).await;
    let other = RedisStore::builder(redis.url()).prefix("other:");
    let other = other.connect().await.expect("Redis answers");
    one.begin(ID, family()).await.expect("kept");
    one.revoke(DIGEST, hence(60)).await.expect("kept");
    assert_eq!(other.find(ID).await.expect("an answer"), None);
    assert!(!other.is_revoked(&[DIGEST]).await.expect("an answer"));
    other.revoke(DIGEST, hence(60)).await.expect("kept");
    let key = format!("other:revoked:{}", "cd".repeat(32));
    assert!(Raw::new(&redis).keys().contains(&key));
}

#[tokio::test]
async fn a_family_that_is_not_ours_is_an_error() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let store = store(&redis).await;
    let mut raw = Raw::new(&redis);
    let key = family_key(ID);
    let digest = "x".repeat(32);
    let good = [
        ("subject", "ann"),
        ("scope", ""),
        ("authenticated_at", "3900000000000000000"),
        ("expires_at", "4000000000000000000"),
        ("current", &digest),
    ];
    let write = |raw: &mut Raw, fields: &[(&str, &str)]| {
        raw.ask::<()>(&["DEL", &key]);
        for (name, value) in fields {
            raw.ask::<()>(&["HSET", &key, name, value]);
        }
    };
    write(&mut raw, &good);
    let found = store.find(ID).await.expect("an answer").expect("a family");
    assert_eq!((found.subject.as_str(), found.client), ("ann", None));

    for (name, _) in good {
        let fields: Vec<_> = good
            .iter()
            .copied()
            .filter(|field| field.0 != name)
            .collect();
        write(&mut raw, &fields);
        assert!(store.find(ID).await.is_err(), "without `{name}`");
    }
    for (name, value) in [
        ("expires_at", ""),
        ("expires_at", "+1"),
        ("expires_at", "-1"),
        ("expires_at", "1e9"),
        ("expires_at", "99999999999999999999999999999999999999999999"),
        ("authenticated_at", "yesterday"),
        ("current", ""),
        ("current", &digest[1..]),
        ("spent", &digest),
        ("spent_at", "0"),
        ("bound_to", "a key that a later version asks for"),
    ] {
        write(&mut raw, &[&good[..], &[(name, value)]].concat());
        assert!(store.find(ID).await.is_err(), "`{name}` is `{value}`");
    }
    for current in ["", "short"] {
        write(&mut raw, &[&good[..], &[("current", current)]].concat());
        let renewed = store.renew(ID, [1; 32], [2; 32], hence(0)).await;
        assert!(renewed.is_err(), "`{current}`");
    }
    write(&mut raw, &good[..4]);
    let renewed = store.renew(ID, [1; 32], [2; 32], hence(0)).await;
    assert!(renewed.is_err());
    raw.ask::<()>(&["HSET", &key, "current", &digest, "subject", "\u{fffd}"]);
    raw.ask::<()>(&[
        "EVAL",
        "redis.call('HSET', KEYS[1], 'subject', '\\255')",
        "1",
        &key,
    ]);
    assert!(store.find(ID).await.is_err(), "no UTF-8");
}

#[tokio::test]
async fn values_of_another_kind_are_errors_and_stay() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let store = store(&redis).await;
    let mut raw = Raw::new(&redis);
    let key = family_key(ID);
    for command in [
        ["SET", &key, "x"],
        ["SADD", &key, "x"],
        ["RPUSH", &key, "x"],
    ] {
        raw.ask::<()>(&["DEL", &key]);
        raw.ask::<()>(&command);
        assert!(store.begin(ID, family()).await.is_err(), "{command:?}");
        assert!(store.find(ID).await.is_err(), "{command:?}");
        let renewed = store.renew(ID, [1; 32], [2; 32], hence(0)).await;
        assert!(renewed.is_err(), "{command:?}");
        assert_eq!(raw.ask::<u8>(&["EXISTS", &key]), 1);
    }
    // To end is to remove, whatever is there.
    store.end(ID).await.expect("ended");
    assert_eq!(store.find(ID).await.expect("an answer"), None);

    let key = revoked_key(DIGEST);
    for command in [
        ["SADD", &key, "1"],
        ["RPUSH", &key, "1"],
        ["SET", &key, ""],
        ["SET", &key, "yes"],
        ["SET", &key, "-1"],
        ["SET", &key, "1.5"],
    ] {
        raw.ask::<()>(&["DEL", &key]);
        raw.ask::<()>(&command);
        assert!(
            store.revoke(DIGEST, hence(60)).await.is_err(),
            "{command:?}"
        );
        // Also where another is revoked for certain.
        store.revoke([1; 32], hence(60)).await.expect("kept");
        for places in [[DIGEST, [1; 32]], [[1; 32], DIGEST]] {
            assert!(store.is_revoked(&places).await.is_err(), "{command:?}");
        }
        assert_eq!(raw.ask::<u8>(&["EXISTS", &key]), 1);
    }
}
