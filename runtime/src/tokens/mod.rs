//! Tokens of one's own: access tokens in the profile of RFC 9068 with the keys that sign them, the
//! scopes they carry, refresh tokens, what was revoked, and the endpoint that issues them.

mod endpoint;
mod granted;
mod key;
mod refresh;
mod revocations;
mod signer;
mod store;

#[cfg(feature = "openapi")]
pub use self::endpoint::{
    ClientCredentialsForm, IntrospectionForm, PasswordForm, RefreshForm, RevocationForm, TokenForm,
};
pub(crate) use self::revocations::Identifiers;
#[cfg(feature = "redis")]
pub use self::store::{RedisStore, RedisStoreBuilder};
pub use self::{
    endpoint::{
        Client, ClientGrant, Grant, GrantType, IntrospectionAnswer, IntrospectionRequest, NoOwners,
        Owner, PasswordGrant, Permissive, RefreshGrant, ResourceOwners, RevocationAnswer,
        RevocationRequest, Rule, Strict, TokenAnswer, TokenEndpoint, TokenEndpointBuilder,
        TokenError, TokenFault, TokenRequest, client_of,
    },
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
