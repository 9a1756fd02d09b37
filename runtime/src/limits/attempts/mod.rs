//! Attempts: how often it may fail to prove who one is.

use std::{fmt, num::NonZeroU32, sync::Arc, time::Duration};

#[cfg(feature = "redis")]
use self::shared::Shared;
use self::{account::MAX_DELAY, local::Local};
pub use self::{
    builder::AttemptsBuilder,
    permit::{Permit, RetryAfter},
};
use super::{
    ClientAddress,
    address::Network,
    key::{Key, KeyDraft, Place},
    memory::Rate,
};

mod account;
mod builder;
mod local;
mod permit;
#[cfg(feature = "redis")]
mod shared;

/// Counts failed attempts, by address and by account, before anything costly is computed for them.
///
/// An address gets so many failures in a period (20 in 5 minutes). An account, whether there is one of
/// that name or not, gets a few (5); each further attempt then waits longer than the one before it, up to
/// a minute, and never for good. That does not hold back an address that succeeded for the account before:
/// nobody can lock others out of where they have logged in. Elsewhere who does not tire can: each attempt
/// that is admitted may be theirs. An attempt counts from its beginning, so that many at once are no way
/// around it, and no more once it has succeeded.
///
/// Names that differ in case alone, or in blanks around them, are one account here. An application that
/// takes them for two lets the owner of one guess at the other without delay: it has to refuse the second
/// when it is signed up.
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

impl Attempts {
    /// 20 failures of an address in 5 minutes; 5 of an account before it delays.
    pub fn new() -> Self {
        Self::builder().finish(const { NonZeroU32::new(20).unwrap() })
    }

    /// The same, to be changed.
    pub fn builder() -> AttemptsBuilder {
        AttemptsBuilder::new()
    }

    /// Whether an attempt at `account` from `address` may be made now; it counts from here on. Names that
    /// differ in case alone are one account.
    ///
    /// # Errors
    /// If there were too many: how long to wait.
    pub async fn check(&self, address: ClientAddress, account: &str) -> Result<Permit, RetryAfter> {
        let asked = Asked::new(address, account);
        let shared = self.0.count_shared(&asked).await;
        let is_shared = shared.is_some();
        let counted = shared.unwrap_or_else(|| self.0.local.count(&asked, self.0.rules));
        Ok(Permit {
            attempts: self.clone(),
            asked,
            until: counted.map_err(RetryAfter)?,
            is_shared,
        })
    }
}

/// Until when the next attempt at an account waits, if this one counts for it; or how long this one does.
type Counted = Result<Option<u64>, Duration>;

impl Inner {
    /// As all processes count; `None` where this one counts alone.
    #[cfg(feature = "redis")]
    async fn count_shared(&self, asked: &Asked) -> Option<Counted> {
        self.shared.as_ref()?.count(asked, self.rules).await
    }

    #[cfg(not(feature = "redis"))]
    #[expect(clippy::unused_async, reason = "Redis is waited for")]
    async fn count_shared(&self, _: &Asked) -> Option<Counted> {
        None
    }
}

impl Default for Attempts {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempts")
            .field("rules", &self.0.rules)
            .field("max_delay", &MAX_DELAY)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
