//! Tokens of one's own: access tokens in the profile of RFC 9068 with the keys that sign them, the
//! scopes they carry, and refresh tokens.

mod granted;
mod key;
mod refresh;
mod signer;

pub use self::{
    granted::Granted,
    key::SigningKey,
    refresh::{
        Family, FamilyId, MemoryStore, RefreshError, RefreshStore, RefreshTokens,
        RefreshTokensBuilder, Renewed, TokenDigest,
    },
    signer::{AccessToken, TokenDraft, TokenSigner, TokenSignerBuilder},
};

#[cfg(test)]
mod tests;
