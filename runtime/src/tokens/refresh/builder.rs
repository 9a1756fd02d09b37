//! Builders: how refresh tokens are configured.

use std::{fmt, time::Duration};

use super::RefreshTokens;
use crate::{
    jwt::{Clock, SystemClock},
    misconfiguration::Misconfiguration,
    tokens::{Revocations, TokenStore},
};

const LONGEST_LIFETIME: Duration = Duration::from_secs(366 * 24 * 60 * 60);
const LONGEST_GRACE: Duration = Duration::from_secs(30);

/// Configures [`RefreshTokens`].
#[must_use = "tokens are issued by what `build` returns"]
pub struct RefreshTokensBuilder<S> {
    store: S,
    revocations: Option<Revocations>,
    lifetime: Duration,
    reuse_grace: Duration,
    clock: Box<dyn Clock>,
}

impl<S: TokenStore> RefreshTokensBuilder<S> {
    pub(super) fn new(store: S) -> Self {
        Self {
            store,
            revocations: None,
            lifetime: Duration::from_secs(30 * 24 * 60 * 60),
            reuse_grace: Duration::ZERO,
            clock: Box::new(SystemClock),
        }
    }

    /// How long a family lives, however often it is renewed: 30 days unless given, a year at most.
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// For how long the token spent last may be presented again without ending the family: not at all
    /// unless given, 30 seconds at most. It is refused all the same.
    pub fn reuse_grace(mut self, grace: Duration) -> Self {
        self.reuse_grace = grace;
        self
    }

    /// Revokes with a family the access tokens of its log-in: those that carry its `sid`.
    pub fn revocations(mut self, revocations: &Revocations) -> Self {
        self.revocations = Some(revocations.clone());
        self
    }

    /// With another clock, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// The issuer of refresh tokens.
    ///
    /// # Errors
    /// If the lifetime is zero or more than a year, or the grace is more than 30 seconds.
    pub fn build(self) -> Result<RefreshTokens<S>, Misconfiguration> {
        if self.lifetime.is_zero() || self.lifetime > LONGEST_LIFETIME {
            return Err(Misconfiguration::new(
                "`lifetime` of `RefreshTokens` is zero or more than a year",
            ));
        }
        if self.reuse_grace > LONGEST_GRACE {
            return Err(Misconfiguration::new(
                "`reuse_grace` of `RefreshTokens` is more than 30 seconds",
            ));
        }
        Ok(RefreshTokens {
            store: self.store,
            revocations: self.revocations,
            lifetime: self.lifetime,
            reuse_grace: self.reuse_grace,
            clock: self.clock,
        })
    }
}

impl<S> fmt::Debug for RefreshTokensBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshTokensBuilder")
            .field("lifetime", &self.lifetime)
            .field("reuse_grace", &self.reuse_grace)
            .finish_non_exhaustive()
    }
}
