//! Builders: how attempts are counted, and what is refused to be a rule for them.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

#[cfg(feature = "redis")]
use super::{super::shared::RedisLimits, Shared};
use super::{Attempts, Inner, Local, Rules};
use crate::{
    limits::{ENTRIES, memory::Rate},
    misconfiguration::Misconfiguration,
};

const MAX_PERIOD: Duration = Duration::from_secs(24 * 60 * 60);

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

impl AttemptsBuilder {
    pub(super) fn new() -> Self {
        Self {
            failures: 20,
            period: Duration::from_secs(5 * 60),
            free: 5,
            entries: ENTRIES,
            #[cfg(feature = "redis")]
            redis: None,
        }
    }

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

    pub(super) fn finish(self, failures: NonZeroU32) -> Attempts {
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
