//! Attempts: how often it may fail to prove who one is.

use std::{error::Error, fmt, num::NonZeroU32, sync::Arc, time::Duration};

use tokio::time::Instant;

use self::account::{Account, MAX_DELAY};
use super::{
    ClientAddress, ENTRIES,
    address::Network,
    bounded::{Bounded, Change},
    key::{Key, KeyDraft, Place},
    memory::{InProcess, Rate, nanoseconds},
};
use crate::{misconfiguration::Misconfiguration, refusal::whole_seconds, verifier::Verdict};

mod account;

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
/// is kept are digests, a bounded number of them, in this process.
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
///         .map_err(|wait| format!("429, Retry-After: {}", wait.seconds()))?;
///     match is_right(name, password).await {
///         Ok(true) => Ok(permit.succeeded()),
///         Ok(false) => Err("400, invalid_grant".to_owned()), // dropped, it counts as a failure
///         Err(_) => {
///             permit.withdrawn();
///             Err("503".to_owned())
///         }
///     }
/// }
/// ```
#[derive(Clone)]
pub struct Attempts(Arc<Inner>);

struct Inner {
    addresses: InProcess,
    per_address: Rate,
    accounts: Bounded<Account>,
    /// How many failures of an account are free of delay.
    free: u32,
    /// Who succeeded from where.
    known: Bounded<()>,
    epoch: Instant,
}

const ADDRESSES: Place = Place::named("attempts of an address");
const ACCOUNTS: Place = Place::named("attempts on an account");
const KNOWN: Place = Place::named("successes");

/// Puts [`Attempts`] together.
#[derive(Debug)]
pub struct AttemptsBuilder {
    failures: u32,
    period: Duration,
    free: u32,
    entries: usize,
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
        }
    }

    /// Whether an attempt at `account` from `address` may be made now; it counts from here on. Names that
    /// differ in case alone are one account.
    ///
    /// # Errors
    /// If there were too many: how long to wait.
    pub fn check(&self, address: ClientAddress, account: &str) -> Result<Permit, RetryAfter> {
        let network = address.network();
        let name = account.trim().to_lowercase();
        let inner = &self.0;
        let by_address = KeyDraft::new()
            .part("address", network.bytes())
            .at(ADDRESSES);
        let both = KeyDraft::new()
            .part("address", network.bytes())
            .part("account", name.as_bytes())
            .at(KNOWN);
        let counted = inner.addresses.count(inner.per_address, &by_address);
        counted.map_err(RetryAfter)?;
        let mut permit = Permit {
            attempts: self.clone(),
            by_address,
            by_account: None,
            // Clients that nobody tells apart are not known from before.
            both: (network != Network::Unknown).then_some(both),
        };
        if !permit.both.is_some_and(|both| inner.is_known(both)) {
            let by_account = KeyDraft::new()
                .part("account", name.as_bytes())
                .at(ACCOUNTS);
            match inner.count(by_account) {
                Ok(until) => permit.by_account = Some((by_account, until)),
                Err(wait) => {
                    // Nothing was tried.
                    inner.addresses.give_back(inner.per_address, &by_address);
                    return Err(RetryAfter(wait));
                }
            }
        }
        Ok(permit)
    }
}

impl Default for Attempts {
    fn default() -> Self {
        Self::new()
    }
}

impl Inner {
    fn now(&self) -> u64 {
        nanoseconds(self.epoch.elapsed())
    }

    fn is_known(&self, both: Key) -> bool {
        self.known
            .update(both, self.now(), |known| (known.is_some(), None))
    }

    /// Counts a failure of an account, or says how long to wait; until when the next one has to.
    fn count(&self, account: Key) -> Result<u64, Duration> {
        let now = self.now();
        self.accounts.update(account, now, |known| {
            let known = known.copied().unwrap_or_default();
            match known.failed(now, self.free) {
                Ok(account) => (Ok(account.until()), Some(self.change(account))),
                Err(wait) => (Err(wait), None),
            }
        })
    }

    /// Takes back a failure that was counted, and the delay that came of it.
    fn give_back(&self, account: Key, until: u64) {
        self.accounts.update(account, self.now(), |known| {
            ((), known.map(|known| self.change(known.succeeded(until))))
        });
    }

    fn change(&self, account: Account) -> Change<Account> {
        Change {
            value: account,
            until: account.kept_until(self.free),
        }
    }
}

/// An attempt that may be made. Dropped, it has failed.
#[must_use = "an attempt that is dropped has failed"]
pub struct Permit {
    attempts: Attempts,
    by_address: Key,
    /// With the time until which the next attempt has to wait.
    by_account: Option<(Key, u64)>,
    both: Option<Key>,
}

impl Permit {
    /// It was the right password: the attempt counts no more, and its address is known from now on.
    pub fn succeeded(self) {
        let inner = &self.attempts.0;
        if let Some(both) = self.both {
            let seen = Change {
                value: (),
                until: 0,
            };
            inner.known.update(both, inner.now(), |_| ((), Some(seen)));
        }
        self.give_back();
    }

    /// It was not.
    pub fn failed(self) {}

    /// Nobody could tell: the attempt counts no more.
    pub fn withdrawn(self) {
        self.give_back();
    }

    /// What became of it, by the verdict. Whoever is denied has proven who they are.
    pub fn settled<P>(self, verdict: &Verdict<P>) {
        match verdict {
            Verdict::Valid(_) | Verdict::Denied(_) => self.succeeded(),
            Verdict::Unavailable(_) | Verdict::Throttled(_) => self.withdrawn(),
            Verdict::Invalid => self.failed(),
        }
    }

    fn give_back(self) {
        let inner = &self.attempts.0;
        inner
            .addresses
            .give_back(inner.per_address, &self.by_address);
        if let Some((account, until)) = self.by_account {
            inner.give_back(account, until);
        }
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
            addresses: InProcess::new(self.entries),
            per_address: Rate::new(failures, self.period),
            accounts: Bounded::new(self.entries),
            free: self.free,
            known: Bounded::new(self.entries),
            epoch: Instant::now(),
        }))
    }
}

const MAX_PERIOD: Duration = Duration::from_secs(24 * 60 * 60);

impl fmt::Debug for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempts")
            .field("per_address", &self.0.per_address)
            .field("free_per_account", &self.0.free)
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
