//! Tokens of one's own: access tokens in the profile of RFC 9068, the keys that sign them, and the
//! scopes they carry.

mod granted;
mod key;
mod signer;

pub use self::{
    granted::Granted,
    key::SigningKey,
    signer::{AccessToken, TokenDraft, TokenSigner, TokenSignerBuilder},
};

#[cfg(test)]
mod tests;
