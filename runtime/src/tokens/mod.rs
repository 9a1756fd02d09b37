//! Tokens of one's own: access tokens in the profile of RFC 9068 with the keys that sign them, the
//! scopes they carry, and refresh tokens.

mod granted;
mod key;
mod refresh;
mod signer;
mod store;

#[cfg(feature = "redis")]
pub use self::store::{RedisStore, RedisStoreBuilder};
pub use self::{
    granted::Granted,
    key::SigningKey,
    refresh::{RefreshError, RefreshTokens, RefreshTokensBuilder, Renewed},
    signer::{AccessToken, TokenDraft, TokenSigner, TokenSignerBuilder},
    store::{Family, FamilyId, MemoryStore, RevokedDigest, TokenDigest, TokenStore},
};

#[cfg(test)]
mod tests;
