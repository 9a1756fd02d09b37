//! Tokens of one's own: access tokens in the profile of RFC 9068 with the keys that sign them, the
//! scopes they carry, refresh tokens, and what was revoked.

mod granted;
mod key;
mod refresh;
mod revocations;
mod signer;
mod store;

pub(crate) use self::revocations::Identifiers;
#[cfg(feature = "redis")]
pub use self::store::{RedisStore, RedisStoreBuilder};
pub use self::{
    granted::Granted,
    key::SigningKey,
    refresh::{Ended, Issued, RefreshError, RefreshTokens, RefreshTokensBuilder, Renewed},
    revocations::{Revocations, RevocationsBuilder},
    signer::{AccessToken, TokenDraft, TokenSigner, TokenSignerBuilder},
    store::{Family, FamilyId, MemoryStore, RevokedDigest, TokenDigest, TokenStore},
};

#[cfg(test)]
mod tests;
#[cfg(test)]
mod unsteady;
