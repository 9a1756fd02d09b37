//! What an attempt costs, and that no more run than may.

use std::{future::poll_fn, pin::pin, sync::mpsc, task::Poll, time::Duration};

use super::*;
use crate::passwords::hash_password;

/// `password` at the lowest cost, and at another.
pub(crate) const CHEAP: &str =
    "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$8Tf44YakA6Z5zNBgblq13Nr+Q8FkCFWsjG4z6b1j7rM";
pub(crate) const OTHER: &str =
    "$argon2id$v=19$m=16,t=1,p=1$c29tZXNhbHQ$P9H0/ThZLXg0UDkZcqvjzBwvK1j42Mv9qGqFfYHSX40";
/// `abc`.
pub(crate) const BCRYPT: &str = "$2b$04$/uaF/uaF/uaF/uaF/uaF/ubQVo9xGVjE0e7D.cFX.0sCjNDJ6OmMW";

/// The costs computed since it was asked last.
pub(crate) fn computed(hasher: &PasswordHasher) -> Vec<Cost> {
    std::mem::take(&mut *hasher.computed.lock().expect("no panic"))
}

fn cost(hash: &str) -> Cost {
    Hash::parse(hash, "").expect("a hash").cost()
}

fn prepared(hashes: &[&str]) -> PasswordHasher {
    PasswordHasher::new()
        .hashed_like(hashes)
        .expect("these kinds")
}

async fn verified(hasher: &PasswordHasher, hash: Option<&str>, password: &str) -> bool {
    hasher.verify(hash, password).await.expect("a decision")
}

#[tokio::test]
async fn every_attempt_costs_the_same() {
    let hasher = prepared(&[CHEAP, BCRYPT, CHEAP]);
    let expected = [cost(CHEAP), cost(BCRYPT)];
    let long = "x".repeat(MAX_PASSWORD + 1);
    for (hash, password, is_right) in [
        (Some(CHEAP), "password", true),
        (Some(CHEAP), "wrong", false),
        (Some(CHEAP), "", false),
        (Some(CHEAP), long.as_str(), false),
        (Some(BCRYPT), "abc", true),
        (Some(BCRYPT), "wrong", false),
        (Some(BCRYPT), &long[..73], false),
        (None, "password", false),
        (None, "", false),
        (None, &long, false),
    ] {
        assert_eq!(verified(&hasher, hash, password).await, is_right);
        assert_eq!(computed(&hasher), expected, "{hash:?} {}", password.len());
    }
}

#[tokio::test]
async fn a_decoy_admits_nobody() {
    let hasher = prepared(&[CHEAP]);
    // The decoy's output is all zeros; no stored hash takes part here.
    for password in ["", "0", "\0", "password"] {
        assert!(!verified(&hasher, None, password).await);
    }
}

#[tokio::test]
async fn a_hash_of_another_kind_is_verified_all_the_same() {
    let hasher = prepared(&[CHEAP]);
    assert!(verified(&hasher, Some(OTHER), "password").await);
    assert!(!verified(&hasher, Some(OTHER), "wrong").await);
    assert_eq!(computed(&hasher), [cost(OTHER), cost(OTHER)]);
}

#[tokio::test]
async fn a_stored_hash_that_is_not_accepted_is_nobodys_and_costs_the_same() {
    let hasher = prepared(&[CHEAP]);
    let greedy = CHEAP.replace("m=8", "m=4194304");
    for hash in ["", "!", "*", "$1$x", &greedy] {
        for password in ["password", "", "!"] {
            assert!(!verified(&hasher, Some(hash), password).await, "{hash:?}");
            assert_eq!(computed(&hasher), [cost(CHEAP)], "{hash:?}");
        }
    }
}

#[tokio::test]
async fn who_comes_when_hundreds_wait_is_turned_away_at_once() {
    let hasher = prepared(&[CHEAP]).concurrency(1).expect("one");
    let (release, is_released) = mpsc::channel::<()>();
    let mut waiting = tokio::task::JoinSet::new();
    let first = hasher.clone();
    waiting.spawn(async move { first.run(move || is_released.recv().is_ok()).await });
    for _ in 1..100 {
        let hasher = hasher.clone();
        waiting.spawn(async move { hasher.run(|| true).await });
    }
    // All of them have their place once nobody but this test has anything left to do.
    while hasher.places.available_permits() > 0 {
        tokio::task::yield_now().await;
    }
    let refused = hasher.verify(None, "password").await;
    let source = refused.expect_err("there is no place left");
    assert_eq!(
        source.error().to_string(),
        "too many passwords wait to be hashed"
    );
    release.send(()).expect("the first still runs");
    for outcome in waiting.join_all().await {
        assert!(outcome.expect("its turn came"));
    }
    assert!(hasher.verify(None, "password").await.is_ok());
}

#[tokio::test]
async fn hashing_gives_what_verifies() {
    let hasher = PasswordHasher::new();
    let stored = hasher.hash("correct horse").await.expect("a hash");
    assert!(verified(&hasher, Some(&stored), "correct horse").await);
    assert!(!verified(&hasher, None, "correct horse").await);
    assert_eq!(computed(&hasher), [Cost::DEFAULT, Cost::DEFAULT]);
    for unfit in [String::new(), "x".repeat(MAX_PASSWORD + 1)] {
        assert!(hasher.hash(&unfit).await.is_err());
    }
}

#[tokio::test]
async fn only_the_right_password_of_an_outdated_hash_gets_a_new_one() {
    let current = hash_password("password").expect("a hash");
    let hasher = prepared(&[CHEAP, BCRYPT, &current]);
    let kinds = [cost(CHEAP), cost(BCRYPT), Cost::DEFAULT];
    for (hash, password, matches, is_upgraded) in [
        (Some(CHEAP), "password", true, true),
        (Some(BCRYPT), "abc", true, true),
        (Some(current.as_str()), "password", true, false),
        (Some(CHEAP), "wrong", false, false),
        (Some(BCRYPT), "wrong", false, false),
        (Some("!"), "password", false, false),
        (None, "password", false, false),
    ] {
        let checked = hasher.verify_and_upgrade(hash, password).await;
        let Checked {
            matches: is_right,
            upgrade,
        } = checked.expect("a decision");
        assert_eq!(is_right, matches, "{hash:?} {password}");
        assert_eq!(upgrade.is_some(), is_upgraded, "{hash:?} {password}");
        // Whoever is refused has paid for one of each kind, whatever is stored.
        let upgrades = if is_upgraded { &kinds[2..] } else { &[] };
        assert_eq!(computed(&hasher), [&kinds[..], upgrades].concat());
        if let Some(upgrade) = upgrade {
            assert!(!hasher.is_outdated(&upgrade));
            assert!(verified(&hasher, Some(&upgrade), password).await);
            computed(&hasher);
        }
    }
}

#[tokio::test]
async fn no_new_hash_is_made_that_would_tell_its_owner_from_unknown_users() {
    let hasher = prepared(&[CHEAP]);
    let checked = hasher.verify_and_upgrade(Some(CHEAP), "password").await;
    let checked = checked.expect("a decision");
    assert!(checked.matches && checked.upgrade.is_none());
    assert_eq!(computed(&hasher), [cost(CHEAP)]);
}

#[tokio::test]
async fn where_all_turns_are_taken_the_verdict_comes_without_a_new_hash() {
    let hasher = PasswordHasher::new().concurrency(1).expect("one");
    let (release, is_released) = mpsc::channel::<()>();
    let busy = hasher.clone();
    let mut attempt = pin!(hasher.verify_and_upgrade(Some(CHEAP), "password"));
    // The other waits in line behind the attempt, and has the turn once that is verified.
    poll_fn(|context| {
        assert!(attempt.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
    let other = tokio::spawn(async move { busy.run(move || is_released.recv().is_ok()).await });
    while hasher.places.available_permits() > 98 {
        tokio::task::yield_now().await;
    }
    // The other keeps the turn until it is released, below.
    let checked = tokio::time::timeout(Duration::from_secs(30), attempt).await;
    let checked = checked.expect("no waiting").expect("a decision");
    assert!(checked.matches && checked.upgrade.is_none());
    release.send(()).expect("the other still runs");
    assert!(other.await.expect("no panic").expect("its turn came"));
}

#[tokio::test]
async fn another_cost_is_that_of_new_hashes_and_is_prepared_for() {
    let hasher = PasswordHasher::new().cost(20 * 1024, 2, 1).expect("more");
    let stored = hasher.hash("correct horse").await.expect("a hash");
    assert!(
        stored.starts_with("$argon2id$v=19$m=20480,t=2,p=1$"),
        "{stored}"
    );
    let default = hash_password("correct horse").expect("a hash");
    assert!(hasher.is_outdated(&default) && !hasher.is_outdated(&stored));
    assert!(
        !PasswordHasher::new().is_outdated(&stored),
        "it is stronger"
    );
    for hash in [Some(stored.as_str()), Some(&default), None] {
        assert!(!verified(&hasher, hash, "wrong").await);
        assert_eq!(computed(&hasher), [Cost::DEFAULT, cost(&stored)]);
    }
    let checked = hasher.verify_and_upgrade(Some(&default), "correct horse");
    let upgrade = checked.await.expect("a decision").upgrade;
    assert!(upgrade.is_some_and(|upgrade| upgrade.starts_with("$argon2id$v=19$m=20480,t=2,p=1$")));
    let four: Vec<String> = (8..12)
        .map(|memory| CHEAP.replace("m=8", &format!("m={memory}")))
        .collect();
    let full = PasswordHasher::new().hashed_like(four).expect("four kinds");
    assert!(full.cost(20 * 1024, 2, 1).is_err());
}

#[test]
fn debug_shows_no_new_hash() {
    let checked = Checked {
        matches: true,
        upgrade: Some(CHEAP.to_owned()),
    };
    assert_eq!(
        format!("{checked:?}"),
        "Checked { matches: true, has_upgrade: true, .. }"
    );
}

#[tokio::test]
async fn a_request_that_is_cut_off_keeps_its_permit_until_the_work_ends() {
    let hasher = PasswordHasher::new().concurrency(1).expect("one");
    let (started, has_started) = mpsc::channel();
    let (release, is_released) = mpsc::channel::<()>();
    {
        let mut request = pin!(hasher.run(move || {
            started.send(()).expect("the test waits");
            is_released.recv().expect("the test releases");
        }));
        poll_fn(|context| {
            assert!(request.as_mut().poll(context).is_pending());
            Poll::Ready(())
        })
        .await;
        has_started.recv().expect("the work begins");
    }
    assert_eq!(hasher.permits.available_permits(), 0, "the work goes on");
    {
        let mut next = pin!(hasher.run(|| ()));
        poll_fn(|context| {
            assert!(next.as_mut().poll(context).is_pending(), "it has to wait");
            Poll::Ready(())
        })
        .await;
    }
    release.send(()).expect("the work waits");
    hasher
        .run(|| ())
        .await
        .expect("a turn, once the work ended");
    assert_eq!(hasher.permits.available_permits(), 1);
}

#[tokio::test]
async fn work_that_panics_returns_its_permit() {
    let hasher = PasswordHasher::new().concurrency(1).expect("one");
    let outcome = hasher.run(|| panic!("on purpose")).await;
    assert!(outcome.is_err());
    assert_eq!(hasher.permits.available_permits(), 1);
}

#[test]
fn without_a_runtime_nothing_is_decided() {
    let hasher = prepared(&[CHEAP]);
    let mut attempt = pin!(hasher.verify(None, "password"));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(matches!(
        attempt.as_mut().poll(&mut context),
        Poll::Ready(Err(_))
    ));
}

#[test]
fn bounds_and_examples_are_checked() {
    let fault = |result: Result<PasswordHasher, Misconfiguration>| match result {
        Ok(_) => panic!("this was to be refused"),
        Err(fault) => fault.to_string(),
    };
    assert_eq!(
        fault(PasswordHasher::new().concurrency(0)),
        "0 is no possible number of passwords hashed at a time"
    );
    assert!(PasswordHasher::new().concurrency(usize::MAX).is_err());
    let like = |hashes: &[&str]| fault(PasswordHasher::new().hashed_like(hashes));
    assert_eq!(like(&[]), "there is no password hash to prepare for");
    assert_eq!(
        like(&[CHEAP, "x"]),
        "example 2 of a password hash is malformed"
    );
    let kinds: Vec<String> = (8..13)
        .map(|memory| CHEAP.replace("m=8", &format!("m={memory}")))
        .collect();
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    assert_eq!(
        like(&kinds),
        "password hashes are of 5 kinds, but one attempt computes at most 4; hash some anew"
    );
    assert!(PasswordHasher::new().hashed_like(&kinds[..4]).is_ok());
}

#[test]
fn debug_shows_no_hash() {
    let hasher = prepared(&[CHEAP]).concurrency(3).expect("three");
    assert_eq!(format!("{hasher:?}"), "PasswordHasher { idle: 3, .. }");
}
