//! Attempts: how often it may fail to prove who one is.

use std::{error::Error, fmt, num::NonZeroU32, sync::Arc, time::Duration};

#[cfg(feature = "redis")]
use self::shared::Shared;
use self::{account::MAX_DELAY, local::Local};
#[cfg(feature = "redis")]
use super::shared::RedisLimits;
use super::{
    ClientAddress, ENTRIES,
    address::Network,
    key::{Key, KeyDraft, Place},
    memory::Rate,
};
use crate::{misconfiguration::Misconfiguration, refusal::whole_seconds, verifier::Verdict};

mod account;
mod local;
#[cfg(feature = "redis")]
mod shared;

/// Counts failed attempts, by address and by account, before anything costly is computed for them.
///
/// An address gets so many failures in a period (20 in 5 minutes). An account, whether there is one of
/// that name or not, gets a few (5); each further attempt then waits longer than the one before it, up to
/// a minute, and never for good. That does not hold back an address that succeeded for the account before:
/// nobody can lock another out. An attempt counts from its beginning, so that many at once are no way
/// around it, and no more once it has succeeded.
///
/// Give clones of one to everything that takes the same passwords: the verifier
/// ([`Passwords::attempts`](crate::Passwords::attempts)) and the endpoint at which users log in. All that
/// is kept are digests: a bounded number of them in this process, or in Redis
/// (`AttemptsBuilder::redis`, feature `redis`).
///
/// ```
/// use axum_secured::limits::{Attempts, ClientAddress};
/// # async fn is_right(_: &str, _: &str) -> Result<bool, std::fmt::Error> { Ok(true) }
///
/// async fn log_in(
///     attempts: &Attempts,
///     address: ClientAddress, // `ClientAddress::of(&parts)`
///     (name, password): (&str, &str),
/// ) -> Result<(), String> {
///     let permit = attempts
///         .check(address, name)
///         .await
///         .map_err(|wait| format!("429, Retry-After: {}", wait.seconds()))?;
///     match is_right(name, password).await {
///         Ok(true) => Ok(permit.succeeded().await),
///         Ok(false) => Err("400, invalid_grant".to_owned()), // dropped, it counts as a failure
///         Err(_) => {
///             permit.withdrawn().await;
///             Err("503".to_owned())
///         }
///     }
/// }
/// ```
#[derive(Clone)]
pub struct Attempts(Arc<Inner>);

struct Inner {
    rules: Rules,
    local: Local,
    #[cfg(feature = "redis")]
    shared: Option<Shared>,
}

/// How many failures there may be.
#[derive(Debug, Clone, Copy)]
struct Rules {
    per_address: Rate,
    /// How many failures of an account are free of delay.
    free: u32,
}

/// Who tries what.
struct Asked {
    address: Key,
    account: Key,
    /// Clients that nobody tells apart are not known from before.
    both: Option<Key>,
}

impl Asked {
    fn new(address: ClientAddress, account: &str) -> Self {
        let network = address.network();
        let name = account.trim().to_lowercase();
        let by_address = || KeyDraft::new().part("address", network.bytes());
        let both = by_address().part("account", name.as_bytes());
        Self {
            address: by_address().at(const { Place::named("attempts of an address") }),
            account: KeyDraft::new()
                .part("account", name.as_bytes())
                .at(const { Place::named("attempts at an account") }),
            both: (network != Network::Unknown)
                .then(|| both.at(const { Place::named("success at an account from an address") })),
        }
    }

    #[cfg(feature = "redis")]
    fn keys(&self) -> [Key; 3] {
        [
            self.address,
            self.account,
            self.both.unwrap_or(self.address),
        ]
    }
}

/// Puts [`Attempts`] together.
#[derive(Debug)]
pub struct AttemptsBuilder {
    failures: u32,
    period: Duration,
    free: u32,
    entries: usize,
    #[cfg(feature = "redis")]
    redis: Option<RedisLimits>,
}

impl Attempts {
    /// 20 failures of an address in 5 minutes; 5 of an account before it delays.
    pub fn new() -> Self {
        Self::builder().finish(const { NonZeroU32::new(20).unwrap() })
    }

    /// The same, to be changed.
    pub fn builder() -> AttemptsBuilder {
        AttemptsBuilder {
            failures: 20,
            period: Duration::from_secs(5 * 60),
            free: 5,
            entries: ENTRIES,
            #[cfg(feature = "redis")]
            redis: None,
        }
    }

    /// Whether an attempt at `account` from `address` may be made now; it counts from here on. Names that
    /// differ in case alone are one account.
    ///
    /// # Errors
    /// If there were too many: how long to wait.
    #[cfg_attr(
        not(feature = "redis"),
        expect(clippy::unused_async, reason = "Redis is waited for")
    )]
    pub async fn check(&self, address: ClientAddress, account: &str) -> Result<Permit, RetryAfter> {
        let asked = Asked::new(address, account);
        let Inner { rules, local, .. } = &*self.0;
        #[cfg(feature = "redis")]
        let shared = match &self.0.shared {
            Some(shared) => shared.count(&asked, *rules).await,
            None => None,
        };
        #[cfg(not(feature = "redis"))]
        let shared = None;
        let is_shared = shared.is_some();
        let counted = shared.unwrap_or_else(|| local.count(&asked, *rules));
        Ok(Permit {
            attempts: self.clone(),
            asked,
            until: counted.map_err(RetryAfter)?,
            is_shared,
        })
    }
}

impl Default for Attempts {
    fn default() -> Self {
        Self::new()
    }
}

/// An attempt that may be made. Dropped, it has failed.
#[must_use = "an attempt that is dropped has failed"]
pub struct Permit {
    attempts: Attempts,
    asked: Asked,
    /// Until when the next attempt at the account has to wait, if this one counts for it.
    until: Option<u64>,
    is_shared: bool,
}

impl Permit {
    /// It was the right password: the attempt counts no more, and its address is known from now on.
    pub async fn succeeded(self) {
        self.give_back(true).await;
    }

    /// It was not.
    pub fn failed(self) {}

    /// Nobody could tell: the attempt counts no more.
    pub async fn withdrawn(self) {
        self.give_back(false).await;
    }

    /// What became of it, by the verdict. Whoever is denied has proven who they are.
    pub fn settled<P>(self, verdict: &Verdict<P>) -> impl Future<Output = ()> + Send + use<P> {
        // Looked at before anything is waited for: principals need not be shared between threads.
        let succeeded = match verdict {
            Verdict::Valid(_) | Verdict::Denied(_) => Some(true),
            Verdict::Unavailable(_) | Verdict::Throttled(_) => Some(false),
            Verdict::Invalid => None,
        };
        async move {
            if let Some(succeeded) = succeeded {
                self.give_back(succeeded).await;
            }
        }
    }

    #[cfg_attr(
        not(feature = "redis"),
        expect(clippy::unused_async, reason = "Redis is waited for")
    )]
    async fn give_back(self, succeeded: bool) {
        let Inner { rules, local, .. } = &*self.attempts.0;
        if let Some(both) = self.asked.both
            && succeeded
        {
            // Even if Redis counts: it may be down the next time.
            local.remember(both);
        }
        #[cfg(feature = "redis")]
        if let Some(shared) = &self.attempts.0.shared
            && self.is_shared
        {
            return shared
                .give_back(&self.asked, self.until, *rules, succeeded)
                .await;
        }
        debug_assert!(!self.is_shared, "nobody else counted");
        local.give_back(&self.asked, self.until, *rules);
    }
}

/// How long to wait for the next attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryAfter(Duration);

impl RetryAfter {
    /// The time exactly.
    pub fn duration(self) -> Duration {
        self.0
    }

    /// In whole seconds, rounded up: the value of `Retry-After`.
    pub fn seconds(self) -> u64 {
        whole_seconds(self.0)
    }
}

impl<P> From<RetryAfter> for Verdict<P> {
    fn from(RetryAfter(wait): RetryAfter) -> Self {
        Self::Throttled(wait)
    }
}

impl fmt::Display for RetryAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "too many attempts, the next one in {} seconds",
            self.seconds()
        )
    }
}

impl Error for RetryAfter {}

impl AttemptsBuilder {
    /// So many failures of an address in a period. Attempts that are being made count too: leave room for
    /// as many as its users make at once.
    #[must_use]
    pub fn per_address(mut self, failures: u32, period: Duration) -> Self {
        (self.failures, self.period) = (failures, period);
        self
    }

    /// So many failures of an account before it delays.
    #[must_use]
    pub fn free_per_account(mut self, failures: u32) -> Self {
        self.free = failures;
        self
    }

    /// How many addresses and accounts are remembered at once: so many each.
    #[must_use]
    pub fn entries(mut self, entries: usize) -> Self {
        self.entries = entries;
        self
    }

    /// Counts in Redis, together with other processes; who succeeded from where is known there for 90 days.
    #[cfg(feature = "redis")]
    #[must_use]
    pub fn redis(mut self, shared: RedisLimits) -> Self {
        self.redis = Some(shared);
        self
    }

    /// The counters.
    ///
    /// # Errors
    /// If an address got no attempt at all, or more time than a day, or nobody could be remembered.
    pub fn build(self) -> Result<Attempts, Misconfiguration> {
        let Some(failures) = NonZeroU32::new(self.failures) else {
            return Err(Misconfiguration::new(
                "attempts that may not fail once admit nobody",
            ));
        };
        if self.period.is_zero() || self.period > MAX_PERIOD {
            return Err(Misconfiguration::new(
                "the period of attempts is not within a day",
            ));
        }
        if self.entries == 0 {
            return Err(Misconfiguration::new(
                "attempts that remember nobody count nobody: give them entries",
            ));
        }
        Ok(self.finish(failures))
    }

    fn finish(self, failures: NonZeroU32) -> Attempts {
        Attempts(Arc::new(Inner {
            rules: Rules {
                per_address: Rate::new(failures, self.period),
                free: self.free,
            },
            local: Local::new(self.entries),
            #[cfg(feature = "redis")]
            shared: self.redis.map(Shared::new),
        }))
    }
}

const MAX_PERIOD: Duration = Duration::from_secs(24 * 60 * 60);

impl fmt::Debug for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempts")
            .field("rules", &self.0.rules)
            .field("max_delay", &MAX_DELAY)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Permit(..)")
    }
}

#[cfg(test)]
mod tests;
