use std::net::IpAddr;

use tokio::time::advance;

use super::*;
use crate::Verdict;

fn address(text: &str) -> ClientAddress {
    text.parse::<IpAddr>().expect("an address").into()
}

/// The address numbered so; each has failures of its own.
fn numbered(number: u32) -> ClientAddress {
    IpAddr::from(number.to_be_bytes()).into()
}

/// Fails, and says how long it had to wait for that.
async fn fail(attempts: &Attempts, from: ClientAddress, account: &str) -> Result<(), u64> {
    attempts
        .check(from, account)
        .await
        .map(Permit::failed)
        .map_err(RetryAfter::seconds)
}

#[tokio::test(start_paused = true)]
async fn an_address_gets_so_many_failures_whatever_the_account() {
    let attempts = Attempts::new();
    let from = address("192.0.2.1");
    for account in 0..20 {
        assert_eq!(fail(&attempts, from, &account.to_string()).await, Ok(()));
    }
    assert_eq!(fail(&attempts, from, "another").await, Err(15));
    assert_eq!(
        fail(&attempts, address("192.0.2.2"), "another").await,
        Ok(())
    );
    advance(Duration::from_secs(15)).await;
    assert_eq!(fail(&attempts, from, "another").await, Ok(()));
    assert_eq!(fail(&attempts, from, "another").await, Err(15));
}

#[tokio::test(start_paused = true)]
async fn an_ipv6_subscriber_is_one_address() {
    let attempts = Attempts::new();
    for number in 0..20 {
        let from = address(&format!("2001:db8::{number:x}"));
        assert_eq!(fail(&attempts, from, &number.to_string()).await, Ok(()));
    }
    assert!(
        fail(&attempts, address("2001:db8::ffff:1"), "ann")
            .await
            .is_err()
    );
    assert_eq!(
        fail(&attempts, address("2001:db8:0:1::1"), "ann").await,
        Ok(())
    );
}

#[tokio::test(start_paused = true)]
async fn an_account_delays_longer_each_time_and_never_over_a_minute() {
    let attempts = Attempts::new();
    for number in 0..5 {
        assert_eq!(fail(&attempts, numbered(number), "ann").await, Ok(()));
    }
    for (number, wait) in [
        (5, 1),
        (6, 2),
        (7, 4),
        (8, 8),
        (9, 16),
        (10, 32),
        (11, 60),
        (12, 60),
    ] {
        assert_eq!(
            fail(&attempts, numbered(number), "ann").await,
            Ok(()),
            "it never locks"
        );
        assert_eq!(fail(&attempts, numbered(number), "ann").await, Err(wait));
        advance(Duration::from_secs(wait)).await;
    }
    for number in 100..1000 {
        assert_eq!(fail(&attempts, numbered(number), "ann").await, Ok(()));
        advance(MAX_DELAY).await;
    }
    assert_eq!(
        fail(&attempts, numbered(0), "bob").await,
        Ok(()),
        "another account"
    );
}

#[tokio::test(start_paused = true)]
async fn failures_are_forgotten_in_an_hour() {
    let attempts = Attempts::new();
    for number in 0..6 {
        fail(&attempts, numbered(number), "ann")
            .await
            .expect("in time");
    }
    advance(Duration::from_secs(3600)).await;
    for number in 0..6 {
        assert_eq!(fail(&attempts, numbered(number), "ann").await, Ok(()));
    }
    assert_eq!(fail(&attempts, numbered(7), "ann").await, Err(1));
}

#[tokio::test(start_paused = true)]
async fn an_address_that_succeeded_is_not_held_back() {
    let attempts = Attempts::new();
    let home = address("2001:db8:7::1");
    attempts
        .check(home, "ann")
        .await
        .expect("the first")
        .succeeded()
        .await;
    for number in 0..6 {
        fail(&attempts, numbered(number), "ann")
            .await
            .expect("in time");
    }
    assert_eq!(
        fail(&attempts, numbered(7), "ann").await,
        Err(1),
        "under attack"
    );
    let same_network = address("2001:db8:7::2");
    for from in [home, same_network] {
        attempts
            .check(from, "ann")
            .await
            .expect("ann is known there")
            .succeeded()
            .await;
    }
    assert_eq!(
        fail(&attempts, numbered(7), "ann").await,
        Err(1),
        "still held back"
    );
    assert!(
        attempts.check(home, "bob").await.is_ok(),
        "nobody attacks bob"
    );
    for number in 10..16 {
        let _ = fail(&attempts, numbered(number), "bob").await;
    }
    assert!(
        attempts.check(home, "bob").await.is_err(),
        "known for ann, not for bob"
    );
}

#[tokio::test(start_paused = true)]
async fn an_address_that_succeeded_still_has_only_so_many_failures() {
    let attempts = Attempts::new();
    let home = address("192.0.2.1");
    attempts
        .check(home, "ann")
        .await
        .expect("the first")
        .succeeded()
        .await;
    for _ in 0..20 {
        assert_eq!(fail(&attempts, home, "ann").await, Ok(()));
    }
    assert_eq!(fail(&attempts, home, "ann").await, Err(15));
}

#[tokio::test(start_paused = true)]
async fn who_nobody_can_tell_apart_is_never_known() {
    let attempts = Attempts::new();
    let unknown = ClientAddress(None);
    attempts
        .check(unknown, "ann")
        .await
        .expect("the first")
        .succeeded()
        .await;
    for number in 0..6 {
        fail(&attempts, numbered(number), "ann")
            .await
            .expect("in time");
    }
    assert_eq!(fail(&attempts, unknown, "ann").await, Err(1));
}

#[tokio::test(start_paused = true)]
async fn a_success_is_no_failure_and_forgives_none() {
    let attempts = Attempts::new();
    for number in 0..5 {
        fail(&attempts, numbered(number), "ann")
            .await
            .expect("free");
    }
    for number in 100..200 {
        let permit = attempts
            .check(numbered(number), "ann")
            .await
            .expect("in time");
        permit.succeeded().await;
    }
    assert_eq!(
        fail(&attempts, numbered(5), "ann").await,
        Ok(()),
        "the sixth"
    );
    assert_eq!(fail(&attempts, numbered(6), "ann").await, Err(1));
    let office = address("192.0.2.1");
    for account in 0..1000 {
        let permit = attempts.check(office, &account.to_string()).await;
        permit.expect("no failure").succeeded().await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_no_failure() {
    let attempts = Attempts::new();
    for _ in 0..100 {
        let permit = attempts
            .check(numbered(1), "ann")
            .await
            .expect("no failure");
        permit.settled(&Verdict::<()>::unavailable("down")).await;
    }
    for _ in 0..100 {
        let permit = attempts
            .check(numbered(1), "ann")
            .await
            .expect("no failure");
        permit.settled(&Verdict::<()>::Denied("disabled")).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_counts_while_it_is_made() {
    let attempts = Attempts::new();
    let (mut at_once, mut from_one) = (Vec::new(), Vec::new());
    for number in 0..100 {
        at_once.extend(attempts.check(numbered(number), "ann").await);
        let home = address("192.0.2.1");
        from_one.extend(attempts.check(home, &number.to_string()).await);
    }
    assert_eq!(at_once.len(), 6, "five are free, and the sixth delays");
    assert_eq!(from_one.len(), 20);
    drop((at_once, from_one));
    assert_eq!(
        fail(&attempts, numbered(7), "ann").await,
        Err(1),
        "dropped, they failed"
    );
}

#[tokio::test(start_paused = true)]
async fn who_is_held_back_by_an_account_spends_nothing_of_the_address() {
    let attempts = Attempts::new();
    for number in 0..6 {
        fail(&attempts, numbered(number), "ann")
            .await
            .expect("in time");
    }
    let home = address("192.0.2.1");
    for _ in 0..100 {
        assert_eq!(fail(&attempts, home, "ann").await, Err(1));
    }
    assert_eq!(fail(&attempts, home, "bob").await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_name_is_one_account_however_it_is_written() {
    let attempts = Attempts::new();
    let written = ["ann", "Ann", " ANN", "aNN ", "ann", "ANN"];
    for (number, name) in (0..).zip(written) {
        assert_eq!(fail(&attempts, numbered(number), name).await, Ok(()));
    }
    assert_eq!(fail(&attempts, numbered(9), "anN").await, Err(1));
}

#[tokio::test(start_paused = true)]
async fn strange_names_do_not_free_an_account_that_delays() {
    let attempts = Attempts::builder().entries(100).build().expect("attempts");
    for number in 0..6 {
        fail(&attempts, numbered(number), "ann")
            .await
            .expect("in time");
    }
    let home = address("192.0.2.1");
    attempts
        .check(home, "bob")
        .await
        .expect("the first")
        .succeeded()
        .await;
    for number in 0..10_000 {
        let _ = fail(
            &attempts,
            numbered(1000 + number),
            &format!("nobody-{number}"),
        )
        .await;
    }
    assert_eq!(fail(&attempts, numbered(7), "ann").await, Err(1));
    let both = Asked::new(home, "bob").both.expect("told apart");
    assert!(attempts.0.local.is_known(both));
    for states in [
        attempts.0.local.accounts.len(),
        attempts.0.local.addresses.len(),
    ] {
        assert!(states <= 100, "{states}");
    }
}

#[test]
fn settings_are_checked() {
    let day = Duration::from_secs(86_400);
    let sound = Attempts::builder().per_address(1, day).free_per_account(0);
    assert!(sound.build().is_ok());
    for unsound in [
        Attempts::builder().per_address(0, day),
        Attempts::builder().per_address(1, Duration::ZERO),
        Attempts::builder().per_address(1, day + Duration::from_secs(1)),
        Attempts::builder().entries(0),
    ] {
        assert!(unsound.build().is_err());
    }
}
