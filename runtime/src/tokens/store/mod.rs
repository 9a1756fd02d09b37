//! Stores: where families of refresh tokens and revoked identifiers live.

mod memory;
#[cfg(feature = "redis")]
mod redis;

use std::{sync::Arc, time::SystemTime};

pub use self::memory::MemoryStore;
#[cfg(feature = "redis")]
pub use self::redis::{RedisStore, RedisStoreBuilder};
use crate::verifier::Source;

/// The identifier of a family: random, so that nobody guesses one.
pub type FamilyId = [u8; 16];

/// The SHA-256 digest of a refresh token.
pub type TokenDigest = [u8; 32];

/// The SHA-256 digest of what identifies revoked tokens: one of them, or all of a log-in.
pub type RevokedDigest = [u8; 32];

/// A log-in and what became of it: one refresh token at a time, each made from the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// The account that signed in.
    pub subject: String,
    /// The client that it signed in with, if that has a name.
    pub client: Option<String>,
    /// The scopes granted then, separated by spaces.
    pub scope: String,
    /// When the account signed in.
    pub authenticated_at: SystemTime,
    /// When it ends, however often it is renewed.
    pub expires_at: SystemTime,
    /// The token that counts.
    pub current: TokenDigest,
    /// The one before and when it was spent.
    pub spent: Option<(TokenDigest, SystemTime)>,
}

/// Keeps families of refresh tokens, and which access tokens were revoked. Each call happens as a whole
/// or not at all, also where many processes share the store, and what it has answered survives them, as
/// far as the store is durable.
///
/// A store that cannot tell answers with an error, never with a guess.
/// `testing::check_token_store` (feature `testing`) says whether an implementation keeps to all this.
pub trait TokenStore: Send + Sync + 'static {
    /// Keeps a new family. It may forget others that have expired.
    fn begin(
        &self,
        id: FamilyId,
        family: Family,
    ) -> impl Future<Output = Result<(), Source>> + Send;

    /// The family, unless it ended.
    fn find(&self, id: FamilyId) -> impl Future<Output = Result<Option<Family>, Source>> + Send;

    /// Makes `next` current and `current` spent at the time `at`, if `current` is current still. Whether
    /// it was: of many at once it is for one.
    fn renew(
        &self,
        id: FamilyId,
        current: TokenDigest,
        next: TokenDigest,
        at: SystemTime,
    ) -> impl Future<Output = Result<bool, Source>> + Send;

    /// Ends a family; what is not there has ended.
    fn end(&self, id: FamilyId) -> impl Future<Output = Result<(), Source>> + Send;

    /// Remembers `revoked` until the time `until` at least. Of several times the latest counts.
    fn revoke(
        &self,
        revoked: RevokedDigest,
        until: SystemTime,
    ) -> impl Future<Output = Result<(), Source>> + Send;

    /// Whether any of these, two at most, is remembered as revoked.
    fn is_revoked(
        &self,
        any_of: &[RevokedDigest],
    ) -> impl Future<Output = Result<bool, Source>> + Send;
}

impl<S: TokenStore> TokenStore for Arc<S> {
    fn begin(
        &self,
        id: FamilyId,
        family: Family,
    ) -> impl Future<Output = Result<(), Source>> + Send {
        S::begin(self, id, family)
    }

    fn find(&self, id: FamilyId) -> impl Future<Output = Result<Option<Family>, Source>> + Send {
        S::find(self, id)
    }

    fn renew(
        &self,
        id: FamilyId,
        current: TokenDigest,
        next: TokenDigest,
        at: SystemTime,
    ) -> impl Future<Output = Result<bool, Source>> + Send {
        S::renew(self, id, current, next, at)
    }

    fn end(&self, id: FamilyId) -> impl Future<Output = Result<(), Source>> + Send {
        S::end(self, id)
    }

    fn revoke(
        &self,
        revoked: RevokedDigest,
        until: SystemTime,
    ) -> impl Future<Output = Result<(), Source>> + Send {
        S::revoke(self, revoked, until)
    }

    fn is_revoked(
        &self,
        any_of: &[RevokedDigest],
    ) -> impl Future<Output = Result<bool, Source>> + Send {
        S::is_revoked(self, any_of)
    }
}

#[cfg(test)]
mod tests;
