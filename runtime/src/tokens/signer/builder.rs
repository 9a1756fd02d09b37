//! Builders: how a signer is configured.

use std::{
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use super::{Inner, SigningKeys, TokenSigner};
use crate::{
    jwt::{Clock, SystemClock, ring::Ring},
    misconfiguration::Misconfiguration,
    tokens::SigningKey,
};

/// Verifiers take no token that lives longer, unless they are told to.
const LONGEST_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Configures a [`TokenSigner`].
#[must_use = "tokens are signed by what `build` returns"]
pub struct TokenSignerBuilder {
    key: SigningKey,
    issuer: String,
    audience: String,
    lifetime: Duration,
    clock: Box<dyn Clock>,
}

impl TokenSignerBuilder {
    pub(super) fn new(key: SigningKey) -> Self {
        Self {
            key,
            issuer: String::new(),
            audience: String::new(),
            lifetime: Duration::from_secs(15 * 60),
            clock: Box::new(SystemClock),
        }
    }

    /// Who signs: `iss`, a URL that this service is known by.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = issuer.into();
        self
    }

    /// Whom the tokens are for: `aud`.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = audience.into();
        self
    }

    /// How long tokens live: 15 minutes unless given, 24 hours at most.
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// With another clock, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// The signer.
    ///
    /// # Errors
    /// If issuer or audience are missing, or the lifetime is under a second or more than 24 hours.
    pub fn build(self) -> Result<TokenSigner, Misconfiguration> {
        if self.issuer.is_empty() || self.audience.is_empty() {
            return Err(Misconfiguration::new(
                "`TokenSigner` needs an issuer and an audience",
            ));
        }
        if self.lifetime < Duration::from_secs(1) || self.lifetime > LONGEST_LIFETIME {
            return Err(Misconfiguration::new(
                "`lifetime` of `TokenSigner` is under a second or more than 24 hours",
            ));
        }
        let keys = SigningKeys {
            current: self.key,
            next: None,
            retired: Vec::new(),
        };
        Ok(TokenSigner(Arc::new(Inner {
            issuer: self.issuer,
            audience: self.audience,
            lifetime: self.lifetime,
            clock: self.clock,
            ring: Arc::new(Ring::new(keys.verifying()?)),
            keys: Mutex::new(keys),
        })))
    }
}

impl fmt::Debug for TokenSignerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSignerBuilder")
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}
