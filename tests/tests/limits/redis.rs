//! Several processes that count together in Redis: a real server, which is killed, paused and filled with
//! other things.

use std::{net::IpAddr, time::Duration};

use ::redis::{Connection, FromRedisValue};
use axum::{Extension, Router, routing};
use axum_secured::{
    Limits,
    limits::{Attempts, ClientAddress, Permit, RedisLimits},
    public,
};
use tests::{Journal, PrivateRedis, THROTTLED, send};
use tokio::task::JoinSet;

use crate::from;

#[public("raced for", limit = "7/hour")]
async fn raced() {}

#[public("asked for one after the other", limit = "2/day")]
async fn twice() {}

/// One process: its counters are its own but for Redis.
fn process(shared: RedisLimits) -> Router {
    let limits = Limits::builder().redis(shared).build().expect("limits");
    Router::new()
        .route("/raced", routing::get(raced))
        .route("/twice", routing::get(twice))
        .layer(Extension(limits))
}

fn at(redis: &PrivateRedis) -> RedisLimits {
    // A machine that is busy with tests may take longer than the usual quarter of a second.
    let limits = RedisLimits::at(redis.url()).expect("a URL");
    limits.timeout(Duration::from_secs(5)).expect("a timeout")
}

async fn ask(app: &Router, path: &str) -> u16 {
    send(app, from("192.0.2.1:1", "GET", path)).await.status
}

/// Asks Redis itself.
fn raw<T: FromRedisValue>(redis: &PrivateRedis, command: &[&str]) -> T {
    let client = ::redis::Client::open(redis.url()).expect("a URL");
    let mut connection: Connection = client.get_connection().expect("Redis answers");
    let mut request = ::redis::cmd(command[0]);
    request.arg(&command[1..]);
    request.query(&mut connection).expect("an answer")
}

fn warnings() -> Vec<String> {
    let lines = Journal::lines().into_iter();
    lines
        .filter(|line| line.contains("limits are counted by each process"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn together_they_admit_exactly_as_many_as_the_limit_says() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let processes = [process(at(&redis)), process(at(&redis))];
    let mut asked = JoinSet::new();
    for number in 0..200 {
        let app = processes[number % 2].clone();
        asked.spawn(async move { ask(&app, "/raced").await });
    }
    let statuses = asked.join_all().await;
    let admitted = statuses.iter().filter(|status| **status == 200).count();
    let refused = statuses.iter().filter(|status| **status == 429).count();
    assert_eq!((admitted, refused), (7, 193));
}

#[tokio::test]
async fn who_is_refused_is_told_how_long_to_wait_and_keys_expire() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let [one, other] = [process(at(&redis)), process(at(&redis).prefix("other:"))];
    for _ in 0..2 {
        assert_eq!(ask(&one, "/twice").await, 200);
    }
    let refused = send(&one, from("192.0.2.1:1", "GET", "/twice")).await;
    refused.assert_refused(THROTTLED, &[], "two a day");
    let wait: u64 = refused
        .header("retry-after")
        .expect("a wait")
        .parse()
        .expect("seconds");
    assert!((43_000..=43_200).contains(&wait), "half a day: {wait}");
    assert_eq!(ask(&other, "/twice").await, 200, "another application");
    let keys: Vec<String> = raw(&redis, &["KEYS", "*"]);
    let mut prefixes: Vec<&str> = keys
        .iter()
        .map(|key| key.rsplit_once(':').expect("a prefix").0)
        .collect();
    prefixes.sort_unstable();
    assert_eq!(prefixes, ["axum-secured:limit", "other:limit"]);
    for key in &keys {
        let digest = key.rsplit(':').next().expect("a digest");
        assert!(
            digest.len() == 48 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{key}"
        );
        let left: i64 = raw(&redis, &["PTTL", key]);
        assert!(left > 0 && left <= 86_400_000, "{key}: {left}");
    }
}

#[tokio::test]
async fn what_was_counted_is_forgotten_as_time_goes_on() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let app = process(at(&redis));
    for status in [200, 200, 429] {
        assert_eq!(ask(&app, "/twice").await, status);
    }
    let keys: Vec<String> = raw(&redis, &["KEYS", "*"]);
    let arrival: i64 = raw(&redis, &["GET", &keys[0]]);
    // As if half a day had passed.
    let earlier = (arrival - 43_200_000_000).to_string();
    let () = raw(&redis, &["SET", &keys[0], &earlier]);
    for status in [200, 429] {
        assert_eq!(ask(&app, "/twice").await, status);
    }
    // A clock that was set back, or another limit, holds nobody off longer than the limit would.
    let later = (arrival + 900_000_000_000_000).to_string();
    let () = raw(&redis, &["SET", &keys[0], &later]);
    let refused = send(&app, from("192.0.2.1:1", "GET", "/twice")).await;
    let wait: u64 = refused
        .header("retry-after")
        .expect("a wait")
        .parse()
        .expect("seconds");
    assert!(wait <= 43_200, "{wait}");
}

#[tokio::test]
async fn while_redis_is_down_each_process_counts_and_says_so_once() {
    let Some(mut redis) = PrivateRedis::start() else {
        return;
    };
    let app = process(at(&redis));
    assert_eq!(ask(&app, "/twice").await, 200);
    Journal::open();
    for _ in 0..2 {
        redis.kill();
        for _ in 0..10 {
            ask(&app, "/twice").await;
        }
        assert_eq!(
            ask(&app, "/twice").await,
            429,
            "the limit holds all the same"
        );
        assert_eq!(ask(&app, "/raced").await, 200);
        let warnings = warnings();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(!warnings[0].contains("192.0.2.1"), "{warnings:?}");
        redis.start_again();
        let () = raw(&redis, &["FLUSHALL"]);
        // Redis is tried again after a while.
        loop {
            send(&app, from("192.0.2.99:1", "GET", "/raced")).await;
            if raw::<u64>(&redis, &["DBSIZE"]) > 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(ask(&app, "/twice").await, 200, "counted in Redis");
    }
}

#[tokio::test]
async fn a_redis_that_was_never_there_holds_nobody_up() {
    let limits = RedisLimits::at("unix:///nonexistent/redis.sock").expect("a URL");
    let app = process(limits);
    Journal::open();
    for status in [200, 200, 429] {
        assert_eq!(ask(&app, "/twice").await, status);
    }
    assert_eq!(warnings().len(), 1);
}

#[tokio::test]
async fn a_redis_that_is_silent_is_waited_for_once() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let app = process(RedisLimits::at(redis.url()).expect("a URL"));
    redis.pause();
    // From here on time passes as soon as there is nothing to do but wait.
    tokio::time::pause();
    let begun = tokio::time::Instant::now();
    for status in [200, 200, 429, 429, 429] {
        assert_eq!(ask(&app, "/twice").await, status);
    }
    let waited = begun.elapsed();
    assert!(
        waited >= Duration::from_millis(250) && waited < Duration::from_millis(500),
        "{waited:?}"
    );
    tokio::time::resume();
    redis.resume();
}

#[tokio::test]
async fn what_another_wrote_stops_nobody_and_lets_nobody_through() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let app = process(at(&redis));
    assert_eq!(ask(&app, "/twice").await, 200);
    let keys: Vec<String> = raw(&redis, &["KEYS", "*"]);
    let () = raw(&redis, &["DEL", &keys[0]]);
    let _: i64 = raw(&redis, &["LPUSH", &keys[0], "a list"]);
    for status in [200, 200, 429] {
        assert_eq!(ask(&app, "/twice").await, status, "the process counts");
    }
}

/// Attempts as one of several processes counts them.
fn attempts(redis: &PrivateRedis) -> Attempts {
    Attempts::builder()
        .redis(at(redis))
        .build()
        .expect("attempts")
}

/// The address numbered so; each has failures of its own.
fn numbered(number: u32) -> ClientAddress {
    IpAddr::from(number.to_be_bytes()).into()
}

async fn fails(attempts: &Attempts, from: u32, account: &str) -> bool {
    let permit = attempts.check(numbered(from), account).await;
    permit.map(Permit::failed).is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn together_they_let_an_account_be_attempted_as_often_as_one_does() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let processes = [attempts(&redis), attempts(&redis)];
    let mut asked = JoinSet::new();
    for number in 0..100 {
        let attempts = processes[number as usize % 2].clone();
        asked.spawn(async move { attempts.check(numbered(number), "ann").await.ok() });
    }
    let permits: Vec<Permit> = asked.join_all().await.into_iter().flatten().collect();
    // Five are free, and from the sixth on they wait a second, two, four …; nobody asks that long.
    assert!((6..=8).contains(&permits.len()), "{}", permits.len());
}

#[tokio::test]
async fn together_they_count_the_failures_of_an_address() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let [one, other] = [attempts(&redis), attempts(&redis)];
    for name in 0..10 {
        assert!(fails(&one, 1, &format!("one {name}")).await);
        assert!(fails(&other, 1, &format!("other {name}")).await);
    }
    for attempts in [&one, &other] {
        let wait = attempts
            .check(numbered(1), "ann")
            .await
            .expect_err("the 21st");
        assert!((1..=15).contains(&wait.seconds()), "{wait}");
    }
    assert!(fails(&one, 2, "ann").await, "another address");
}

#[tokio::test]
async fn a_success_is_known_to_all_and_counts_for_none() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let [one, other] = [attempts(&redis), attempts(&redis)];
    for _ in 0..50 {
        let permit = one.check(numbered(1), "ann").await.expect("no failure");
        permit.succeeded().await;
        let permit = other.check(numbered(2), "down").await.expect("no failure");
        permit.withdrawn().await;
    }
    assert!(fails(&one, 3, "ann").await);
    // As if it had been attempted often: the next one has to wait.
    let keys: Vec<String> = raw(&redis, &["KEYS", "*"]);
    let is_account = |key: &&String| raw::<String>(&redis, &["TYPE", key]) == "hash";
    for account in keys.iter().filter(is_account) {
        let last: i64 = raw(&redis, &["HGET", account, "last"]);
        let until = (last + 60_000_000).to_string();
        let _: i64 = raw(&redis, &["HSET", account, "until", &until]);
    }
    assert!(!fails(&one, 4, "ann").await, "held back");
    let permit = other
        .check(numbered(1), "Ann")
        .await
        .expect("known from the other");
    permit.succeeded().await;
    assert!(!fails(&other, 3, "ann").await, "still held back");
}

#[tokio::test]
async fn what_is_kept_of_attempts_names_nobody_and_expires() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let attempts = attempts(&redis);
    assert!(fails(&attempts, 1, "ann").await);
    let permit = attempts.check(numbered(1), "ann").await.expect("free");
    permit.succeeded().await;
    let keys: Vec<String> = raw(&redis, &["KEYS", "*"]);
    assert_eq!(keys.len(), 3, "{keys:?}");
    let longest = 90 * 24 * 3600 * 1000;
    for key in &keys {
        let digest = key.strip_prefix("axum-secured:limit:").expect("a prefix");
        assert!(
            digest.len() == 48 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{key}"
        );
        let left: i64 = raw(&redis, &["PTTL", key]);
        assert!(left > 0 && left <= longest, "{key}: {left}");
    }
}

#[tokio::test]
async fn while_redis_is_down_attempts_are_counted_by_each_process() {
    let Some(mut redis) = PrivateRedis::start() else {
        return;
    };
    let attempts = attempts(&redis);
    let home = attempts.check(numbered(1), "ann").await.expect("the first");
    home.succeeded().await;
    redis.kill();
    Journal::open();
    for number in 10..16 {
        assert!(fails(&attempts, number, "ann").await);
    }
    assert!(!fails(&attempts, 16, "ann").await, "six");
    let home = attempts.check(numbered(1), "ann").await;
    home.expect("known here too").withdrawn().await;
    assert_eq!(warnings().len(), 1);
}

#[test]
fn settings_are_checked() {
    assert!(RedisLimits::at("http://127.0.0.1").is_err());
    let limits = || RedisLimits::at("redis://:hunter2@127.0.0.1").expect("a URL");
    for unfit in [Duration::ZERO, Duration::from_secs(6)] {
        assert!(limits().timeout(unfit).is_err());
    }
    let shown = format!("{:?}", limits());
    assert!(!shown.contains("hunter2"), "{shown}");
}
