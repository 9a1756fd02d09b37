//! Counting in Redis, for several processes.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{key::Key, memory::Rate};
use crate::{
    misconfiguration::Misconfiguration,
    redis_link::{Failure, Link, Program},
};

const TIMEOUT: Duration = Duration::from_millis(250);
const LONGEST_TIMEOUT: Duration = Duration::from_secs(5);

/// For so long Redis is left alone once it could not be asked; then one request tries.
const PAUSE: Duration = Duration::from_secs(1);

/// Counts requests in Redis (6.2 or newer, or Valkey), for all processes that share it: together they admit
/// as many as the limit says, and by one clock, which is Redis's.
///
/// While Redis cannot be asked, each process counts by itself, and says so in the log once. A request waits
/// a quarter of a second for Redis, unless [told otherwise](RedisLimits::timeout), and none does for a
/// second after one that waited in vain.
///
/// Each key is a prefix, `axum-secured:`, with `limit:` and a digest; it holds a time in microseconds, and
/// expires within the period of its limit. Needs `EVAL`, `EVALSHA`, `TIME`, `GET` and `SET`; for
/// [`Attempts`](super::Attempts) also `EXISTS`, `HMGET`, `HSET` and `PEXPIRE`. Handlers are
/// told apart by file, line and name: processes of different versions may count apart.
///
/// ```
/// use axum_secured::{Limits, limits::RedisLimits};
///
/// let limits = Limits::builder()
///     .redis(RedisLimits::at("redis://127.0.0.1:6379")?)
///     .build()?;
/// # Ok::<(), axum_secured::Misconfiguration>(())
/// ```
pub struct RedisLimits {
    link: Link,
    url: String,
    prefix: String,
    program: Program,
    outage: Outage,
}

/// Key: who asks. Arguments: how long one is remembered, and how much too early one may be, both in
/// microseconds. Answers how long to wait.
///
/// A time that is further away than any can be was written by another clock or for another limit.
const COUNT: &str = "\
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, tolerance = tonumber(ARGV[1]), tonumber(ARGV[2])
local arrival = redis.call('GET', KEYS[1])
arrival = arrival and tonumber(arrival) or now
arrival = math.max(now, math.min(arrival, now + interval + tolerance))
local early = arrival - tolerance - now
if early > 0 then
  return {early}
end
arrival = arrival + interval
redis.call('SET', KEYS[1], string.format('%.0f', arrival), 'PX', math.ceil((arrival - now) / 1000))
return {0}
";

impl RedisLimits {
    /// In the Redis at `url`, which is connected to by the first request:
    /// `redis://[[user]:password@]host[:port][/database]`, `rediss://` with TLS, or `unix:///path`.
    ///
    /// # Errors
    /// If the URL is none.
    pub fn at(url: impl Into<String>) -> Result<Self, Misconfiguration> {
        let url = url.into();
        Ok(Self {
            link: Link::new(&url, TIMEOUT)?,
            url,
            prefix: "axum-secured:".to_owned(),
            program: Program::new(COUNT),
            outage: Outage::default(),
        })
    }

    /// What every key begins with: `axum-secured:` unless given. Applications that share a Redis and no
    /// limits need different ones.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// How long a request may wait for Redis, connecting included: a quarter of a second unless given, five
    /// at most.
    ///
    /// # Errors
    /// If it is zero, or more than that.
    pub fn timeout(mut self, timeout: Duration) -> Result<Self, Misconfiguration> {
        if timeout.is_zero() || timeout > LONGEST_TIMEOUT {
            return Err(Misconfiguration::new(
                "`timeout` of `RedisLimits` is zero or more than 5 seconds",
            ));
        }
        self.link = Link::new(&self.url, timeout)?;
        Ok(self)
    }

    /// Counts one of `key`, or says how long to wait; `None` while Redis cannot be asked.
    pub(super) async fn count(&self, rate: Rate, key: &Key) -> Option<Result<(), Duration>> {
        let times = rate.microseconds();
        let answer = self.ask(&self.program, &[*key], &times).await;
        Some(match answer? {
            [0] => Ok(()),
            [wait] => Err(Duration::from_micros(wait)),
        })
    }

    /// What a program answers; `None` while Redis cannot be asked.
    pub(super) async fn ask<const N: usize>(
        &self,
        program: &Program,
        keys: &[Key],
        arguments: &[u64],
    ) -> Option<[u64; N]> {
        let question = self.outage.question()?;
        match self.try_to_ask(program, keys, arguments).await {
            Ok(answer) => {
                self.outage.answered(question);
                Some(answer)
            }
            Err(failure) => {
                self.outage.failed(&failure, &self.link);
                None
            }
        }
    }

    async fn try_to_ask<const N: usize>(
        &self,
        program: &Program,
        keys: &[Key],
        arguments: &[u64],
    ) -> Result<[u64; N], Failure> {
        let prefix = &self.prefix;
        let keys: Vec<String> = keys
            .iter()
            .map(|key| format!("{prefix}limit:{key}"))
            .collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let arguments: Vec<Vec<u8>> = arguments
            .iter()
            .map(|number| number.to_string().into_bytes())
            .collect();
        let deadline = self.link.deadline();
        let answer = program.run(&self.link, &keys, &arguments, deadline);
        let unexpected = || Failure::Unexpected("numbers of another count");
        let numbers = answer.await?.pop().ok_or_else(unexpected)?;
        let numbers: Vec<u64> = redis::from_redis_value(numbers).map_err(|_| unexpected())?;
        numbers.try_into().map_err(|_| unexpected())
    }
}

/// Whether Redis can be asked: while it cannot, when to try again.
#[derive(Default)]
struct Outage(Mutex<Option<Instant>>);

/// A question that may be put to Redis.
struct Question {
    /// Whether its answer ends an outage. Others may still come in while one has begun.
    tries: bool,
}

impl Outage {
    fn question(&self) -> Option<Question> {
        let mut again = self.again();
        let Some(at) = *again else {
            return Some(Question { tries: false });
        };
        let now = Instant::now();
        if now < at {
            return None;
        }
        // The others wait for what becomes of this one.
        *again = Some(now + PAUSE);
        Some(Question { tries: true })
    }

    fn answered(&self, question: Question) {
        if question.tries && self.again().take().is_some() {
            tracing::info!("limits are counted in Redis again");
        }
    }

    fn failed(&self, failure: &Failure, link: &Link) {
        if self.again().replace(Instant::now() + PAUSE).is_none() {
            tracing::warn!(
                %failure, redis = %link,
                "limits are counted by each process: Redis cannot be asked"
            );
        }
    }

    fn again(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for RedisLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisLimits")
            .field("at", &format_args!("{}", self.link))
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}
