//! Tokens kept in Redis: a real server, which is killed, paused and filled with other things.
#![cfg(unix)]
#![allow(missing_docs)]

mod conformance;
mod crash;
mod keys;
mod outages;
mod peers;
mod races;
mod start;
mod tls;

use std::{
    collections::HashSet,
    time::{Duration, SystemTime},
};

use axum_secured::{
    Source,
    tokens::{Family, FamilyId, RedisStore, RevokedDigest, TokenStore},
};
use redis::{Connection, FromRedisValue};
use tests::PrivateRedis;

async fn store(redis: &PrivateRedis) -> RedisStore {
    let store = RedisStore::connect(&redis.url()).await;
    store.expect("Redis answers")
}

/// Asks Redis without the store.
struct Raw(Connection);

impl Raw {
    fn new(redis: &PrivateRedis) -> Self {
        let client = redis::Client::open(redis.url()).expect("a URL");
        Self(client.get_connection().expect("Redis answers"))
    }

    fn ask<T: FromRedisValue>(&mut self, command: &[&str]) -> T {
        let mut request = redis::cmd(command[0]);
        request.arg(&command[1..]);
        request.query(&mut self.0).expect("an answer")
    }

    fn keys(&mut self) -> HashSet<String> {
        self.ask(&["KEYS", "*"])
    }

    /// When a key expires, if it does.
    fn expiry(&mut self, key: &str) -> Option<SystemTime> {
        let milliseconds: i64 = self.ask(&["PEXPIRETIME", key]);
        let since = Duration::from_millis(u64::try_from(milliseconds).ok()?);
        Some(SystemTime::UNIX_EPOCH + since)
    }
}

fn family_key(id: FamilyId) -> String {
    format!("axum-secured:family:{}", hexadecimal(&id))
}

fn revoked_key(revoked: RevokedDigest) -> String {
    format!("axum-secured:revoked:{}", hexadecimal(&revoked))
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

/// In whole seconds from now.
fn hence(seconds: u64) -> SystemTime {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let since = since.expect("after 1970").as_secs();
    SystemTime::UNIX_EPOCH + Duration::from_secs(since + seconds)
}

fn family() -> Family {
    Family {
        subject: "ann".to_owned(),
        client: Some("web".to_owned()),
        scope: "items:read".to_owned(),
        authenticated_at: hence(0),
        expires_at: hence(3600),
        current: [1; 32],
        spent: None,
    }
}

/// What each call answers, named.
async fn every_call(store: &RedisStore) -> [(&'static str, Result<(), Source>); 6] {
    let (id, digest) = ([7; 16], [7; 32]);
    [
        ("begin", store.begin(id, family()).await),
        ("find", store.find(id).await.map(|_| ())),
        (
            "renew",
            store
                .renew(id, [1; 32], [2; 32], hence(0))
                .await
                .map(|_| ()),
        ),
        ("end", store.end(id).await),
        ("revoke", store.revoke(digest, hence(60)).await),
        (
            "is_revoked",
            store.is_revoked(&[digest, [8; 32]]).await.map(|_| ()),
        ),
    ]
}

/// The texts of their errors. Each call has to have one.
async fn refusals(store: &RedisStore) -> Vec<String> {
    let calls = every_call(store).await.into_iter();
    calls
        .map(|(call, answer)| match answer {
            Ok(()) => panic!("`{call}` is no error"),
            Err(source) => source.error().to_string(),
        })
        .collect()
}
