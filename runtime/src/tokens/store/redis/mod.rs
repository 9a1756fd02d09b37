//! The store in Redis, which several processes share.

mod durability;
mod record;
mod scripts;

use std::{
    collections::HashMap,
    fmt::{self, Write as _},
    time::{Duration, SystemTime},
};

use redis::{FromRedisValue, Pipeline, Value};

use self::scripts::Scripts;
use super::{Family, FamilyId, RevokedDigest, TokenDigest, TokenStore};
use crate::{
    misconfiguration::Misconfiguration,
    redis_link::{Failure, Link, Program},
    secret::fill_random,
    verifier::Source,
};

const LONGEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Families and revocations in Redis (6.2 or newer, or Valkey), for all processes that share it.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use axum_secured::tokens::{RedisStore, RefreshTokens};
///
/// let store = RedisStore::connect(&std::env::var("REDIS_URL")?).await?;
/// let refresh_tokens = RefreshTokens::new(store).build()?;
/// # Ok(())
/// # }
/// ```
///
/// While Redis cannot be asked every call is an error, after two seconds unless
/// [told otherwise](RedisStoreBuilder::timeout); once it can be, the next call connects again. A call
/// that failed may have been carried out. `REDIS_URL` is
/// `redis://[[user]:password@]host[:port][/database]`, `rediss://` with TLS (verified against the
/// system's certificate authorities; aws-lc-rs becomes the process's default provider of rustls unless
/// there is one), or `unix:///path`.
///
/// # What Redis has to promise
///
/// - `maxmemory-policy noeviction`, the default: with another, what was revoked is forgotten when
///   memory is short, and counts again.
/// - `appendonly yes` and `appendfsync always`, which are not the defaults: else what was acknowledged
///   may be lost when Redis ends. A revocation or a spent token that is lost counts again.
/// - One server that is written to. A replica that takes over may lack what was acknowledged last; a
///   cluster answers with errors.
///
/// Connecting warns (`tracing`) where `CONFIG GET` says otherwise; that Redis may refuse to tell.
///
/// # What is kept where
///
/// Each key begins with the [prefix](RedisStoreBuilder::prefix), `axum-secured:`, and expires by itself.
///
/// | key | value | expires |
/// |---|---|---|
/// | `family:` and its identifier, hexadecimal | hash: `subject`, `scope`, `authenticated_at`, `expires_at`, `current`, and if there is one `client`, `spent` with `spent_at` | when the family does |
/// | `revoked:` and the digest, hexadecimal | the time it expires, in milliseconds | five minutes later than asked for, as clocks differ |
///
/// Times of a family are nanoseconds since 1970, digests 32 bytes. A value of another kind is an error.
/// The store needs `HELLO`, `EVAL`, `EVALSHA`, `HLEN`, `HGET`, `HSET`, `HGETALL`, `EXISTS`, `DEL`,
/// `PEXPIREAT`, `GET` and `SET`; whether it may write is tried on connecting.
pub struct RedisStore {
    link: Link,
    prefix: String,
    scripts: Scripts,
}

/// Configures a [`RedisStore`].
#[must_use = "nothing is kept before `connect`"]
pub struct RedisStoreBuilder {
    url: String,
    prefix: String,
    timeout: Duration,
}

impl RedisStore {
    /// The store at `url`, once Redis has answered.
    ///
    /// # Errors
    /// As [`RedisStoreBuilder::connect`].
    pub async fn connect(url: &str) -> Result<Self, Misconfiguration> {
        Self::builder(url).connect().await
    }

    /// A store at `url`, to be configured.
    pub fn builder(url: impl Into<String>) -> RedisStoreBuilder {
        RedisStoreBuilder {
            url: url.into(),
            prefix: "axum-secured:".to_owned(),
            timeout: Duration::from_secs(2),
        }
    }

    fn family_key(&self, id: FamilyId) -> String {
        self.key("family", &id)
    }

    fn revoked_key(&self, revoked: RevokedDigest) -> String {
        self.key("revoked", &revoked)
    }

    fn key(&self, kind: &str, name: &[u8]) -> String {
        let mut key = format!("{}{kind}:", self.prefix);
        for byte in name {
            let _ = write!(key, "{byte:02x}");
        }
        key
    }

    async fn ask(&self, commands: &Pipeline) -> Result<Vec<Value>, Failure> {
        self.link.ask(commands, self.link.deadline()).await
    }

    /// Runs `program`. Whether it did what it is for.
    async fn run(
        &self,
        program: &Program,
        key: &str,
        arguments: &[Vec<u8>],
    ) -> Result<bool, Failure> {
        let deadline = self.link.deadline();
        let answer = program.run(&self.link, &[key], arguments, deadline).await;
        match only::<i64>(answer?)? {
            1 => Ok(true),
            0 => Ok(false),
            _ => Err(Failure::Unexpected("a value under a key of ours")),
        }
    }

    /// Does all there is to do, so that a server or an account which cannot is found out at once.
    async fn probe(&self) -> Result<(), Source> {
        let (mut id, mut digest) = (FamilyId::default(), TokenDigest::default());
        fill_random(&mut id).map_err(Source::new)?;
        fill_random(&mut digest).map_err(Source::new)?;
        let now = SystemTime::now();
        let family = Family {
            subject: String::new(),
            client: None,
            scope: String::new(),
            authenticated_at: now,
            expires_at: now + Duration::from_secs(60),
            current: digest,
            spent: None,
        };
        self.begin(id, family).await?;
        let renewed = self.renew(id, digest, digest, now).await?;
        let found = self.find(id).await?;
        self.end(id).await?;
        self.revoke(digest, SystemTime::UNIX_EPOCH).await?;
        let is_revoked = self.is_revoked(&[digest]).await?;
        if renewed && found.is_some() && !is_revoked {
            Ok(())
        } else {
            Err(Source::new("Redis does not keep what it is given"))
        }
    }
}

impl RedisStoreBuilder {
    /// What every key begins with: `axum-secured:` unless given. Applications that share a Redis and no
    /// tokens need different ones.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// How long a call may take, connecting included: two seconds unless given, thirty at most.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The store, once Redis has answered.
    ///
    /// # Errors
    /// If the URL or the timeout is no use, or Redis cannot be reached, does not let us in or does not
    /// let us write. No error holds the password.
    pub async fn connect(self) -> Result<RedisStore, Misconfiguration> {
        if self.timeout.is_zero() || self.timeout > LONGEST_TIMEOUT {
            return Err(Misconfiguration::new(
                "`timeout` of `RedisStore` is zero or more than 30 seconds",
            ));
        }
        let store = RedisStore {
            link: Link::new(&self.url, self.timeout)?,
            prefix: self.prefix,
            scripts: Scripts::new(),
        };
        if let Err(source) = store.probe().await {
            let place = &store.link;
            let why = source.error();
            let what = format!("`RedisStore` at {place}: {why}");
            return Err(Misconfiguration::new(what));
        }
        durability::warn(&store.link).await;
        Ok(store)
    }
}

impl TokenStore for RedisStore {
    async fn begin(&self, id: FamilyId, family: Family) -> Result<(), Source> {
        let expiry = record::family_expiry(&family).map_err(Source::new)?;
        let mut arguments = vec![expiry.to_string().into_bytes()];
        for (name, value) in record::fields(family).map_err(Source::new)? {
            arguments.extend([name.as_bytes().to_vec(), value]);
        }
        let key = self.family_key(id);
        let begun = self.run(&self.scripts.begin, &key, &arguments).await;
        begun.map(|_| ()).map_err(Source::new)
    }

    async fn find(&self, id: FamilyId) -> Result<Option<Family>, Source> {
        let mut commands = redis::pipe();
        commands.cmd("HGETALL").arg(self.family_key(id));
        let answer = self.ask(&commands).await.map_err(Source::new)?;
        let fields: HashMap<String, Vec<u8>> = only(answer).map_err(Source::new)?;
        if fields.is_empty() {
            return Ok(None);
        }
        record::family(fields).map(Some).map_err(Source::new)
    }

    async fn renew(
        &self,
        id: FamilyId,
        current: TokenDigest,
        next: TokenDigest,
        at: SystemTime,
    ) -> Result<bool, Source> {
        let at = record::text(at).map_err(Source::new)?;
        let arguments = [current.to_vec(), next.to_vec(), at];
        let key = self.family_key(id);
        let renewed = self.run(&self.scripts.renew, &key, &arguments).await;
        renewed.map_err(Source::new)
    }

    async fn end(&self, id: FamilyId) -> Result<(), Source> {
        let mut commands = redis::pipe();
        commands.cmd("DEL").arg(self.family_key(id));
        self.ask(&commands).await.map_err(Source::new)?;
        Ok(())
    }

    async fn revoke(&self, revoked: RevokedDigest, until: SystemTime) -> Result<(), Source> {
        let expiry = record::revocation_expiry(until).map_err(Source::new)?;
        let arguments = [expiry.to_string().into_bytes()];
        let key = self.revoked_key(revoked);
        let done = self.run(&self.scripts.revoke, &key, &arguments).await;
        done.map(|_| ()).map_err(Source::new)
    }

    async fn is_revoked(&self, any_of: &[RevokedDigest]) -> Result<bool, Source> {
        if any_of.is_empty() {
            return Ok(false);
        }
        let mut commands = redis::pipe();
        for revoked in any_of {
            // Not `MGET`, which takes a value of another kind for none.
            commands.cmd("GET").arg(self.revoked_key(*revoked));
        }
        let answer = self.ask(&commands).await.map_err(Source::new)?;
        let mut is_revoked = false;
        for value in answer {
            let kept: Option<Vec<u8>> = read(value).map_err(Source::new)?;
            if let Some(kept) = kept {
                if !record::is_revocation(&kept) {
                    return Err(Source::new(Failure::Unexpected("a revocation")));
                }
                is_revoked = true;
            }
        }
        Ok(is_revoked)
    }
}

/// The only answer there is.
fn only<T: FromRedisValue>(answers: Vec<Value>) -> Result<T, Failure> {
    match <[Value; 1]>::try_from(answers) {
        Ok([answer]) => read(answer),
        Err(_) => Err(Failure::Unexpected("more answers than questions")),
    }
}

fn read<T: FromRedisValue>(value: Value) -> Result<T, Failure> {
    redis::from_redis_value(value).map_err(|_| Failure::Unexpected("a value of another kind"))
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("at", &format_args!("{}", self.link))
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RedisStoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStoreBuilder")
            .field("prefix", &self.prefix)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
