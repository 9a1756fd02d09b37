//! `Jwt`: bearer tokens signed by an issuer (RFC 7519).

mod accounts;
pub(crate) mod algorithm;
mod builder;
mod clock;
mod curve;
pub(crate) mod der;
mod flaw;
mod header;
mod json;
mod jwk;
mod key;
mod key_set;
pub(crate) mod pem;
mod policy;
pub(crate) mod provider;
mod public_key;

use std::{fmt, time::SystemTime};

pub use self::{
    accounts::{Accounts, ClaimsOnly},
    algorithm::Algorithm,
    builder::JwtBuilder,
    clock::{Clock, SystemClock},
    key_set::KeySet,
    policy::ScopeFormat,
};
use self::{
    flaw::Flaw,
    header::{Header, Types},
    key::Keys,
    policy::Policy,
};
use crate::{
    credential::{BearerToken, MAX_CREDENTIAL},
    secret::Secret,
    settings::Settings,
    verifier::{Context, Facts, Verdict, Verified, Verifier},
};

/// Verifies signed bearer tokens (RFC 7519, under the rules of RFC 8725) and finds the account
/// behind them.
///
/// A token is valid if its signature is right under one of the configured keys, it comes from the
/// issuer, is meant for the audience, lives now and not too long, and every registered claim in it
/// has the type it should. Then [`Accounts::load`] has the last word. In detail:
///
/// - The header has no duplicate names, none of `crit`, `b64`, `enc`, `zip` and `cty`, an accepted
///   `typ` and the algorithm of the key it names (see [`KeySet`]). Keys inside a token are ignored.
/// - `exp` is required; `nbf` and `iat` count when present; dates are numbers.
/// - `iss` is one string; `aud` is a string or an array of strings; `sub`, `jti` and `acr` are
///   strings when present.
/// - Tokens bound to a key (`cnf`), ID tokens that say so (`at_hash`, `c_hash`) and security events
///   (`events`) are refused.
/// - Encrypted and nested tokens are refused.
///
/// ```
/// # use axum_secured::{Accounts, Jwt, Misconfiguration, Secret, Verdict};
/// # #[derive(serde::Deserialize)] struct Claims { sub: String }
/// # struct Users;
/// # impl Accounts for Users {
/// #     type Claims = Claims;
/// #     type Principal = String;
/// #     async fn load(&self, claims: Claims) -> Verdict<String> { Verdict::valid(claims.sub) }
/// # }
/// # fn build(secret: Secret, users: Users) -> Result<Jwt<Users>, Misconfiguration> {
/// let bearer = Jwt::hs256(secret)
///     .issuer("https://id.example.com")
///     .audience("https://items.example.com")
///     .accounts(users)
///     .build()?;
/// # Ok(bearer)
/// # }
/// # build(Secret::random().unwrap(), Users).unwrap();
/// ```
pub struct Jwt<A> {
    accounts: A,
    keys: Keys,
    types: Types,
    policy: Policy,
    clock: Box<dyn Clock>,
    settings: Settings,
}

/// One key without a name, so tokens must not name one either; for others, [`Jwt::keys`].
impl Jwt<()> {
    /// Tokens signed with HMAC and SHA-256 by whoever knows `secret`: 32 random bytes or more.
    pub fn hs256(secret: Secret) -> JwtBuilder<()> {
        Self::keys(KeySet::new().secret(Algorithm::Hs256, secret, None))
    }

    /// Tokens signed with HMAC and SHA-384 by whoever knows `secret`: 48 random bytes or more.
    pub fn hs384(secret: Secret) -> JwtBuilder<()> {
        Self::keys(KeySet::new().secret(Algorithm::Hs384, secret, None))
    }

    /// Tokens signed with HMAC and SHA-512 by whoever knows `secret`: 64 random bytes or more.
    pub fn hs512(secret: Secret) -> JwtBuilder<()> {
        Self::keys(KeySet::new().secret(Algorithm::Hs512, secret, None))
    }

    /// Tokens signed with the private half of this public key, in PEM (`BEGIN PUBLIC KEY`).
    ///
    /// ```
    /// # use axum_secured::{Algorithm, ClaimsOnly, Jwt, Misconfiguration};
    /// # fn build(public_key: &str) -> Result<Jwt<ClaimsOnly<()>>, Misconfiguration> {
    /// Jwt::pem(Algorithm::Rs256, public_key)
    ///     .issuer("https://id.example.com")
    ///     .audience("https://items.example.com")
    /// #   .claims_only()
    /// #   .build()
    /// # }
    /// ```
    pub fn pem(algorithm: Algorithm, public_key: impl AsRef<[u8]>) -> JwtBuilder<()> {
        Self::keys(KeySet::new().pem(algorithm, public_key, None))
    }

    /// Tokens signed with one of these keys.
    pub fn keys(keys: KeySet) -> JwtBuilder<()> {
        JwtBuilder::new(keys)
    }
}

impl<A: Accounts> Jwt<A> {
    /// Everything about the token itself, before the account is looked up.
    fn check(&self, token: &str, context: &Context<'_>) -> Result<Option<Checked<A>>, Flaw> {
        let text = self.signed_claims(token)?;
        let claims = self.policy.read(&text).ok_or(Flaw::Claims)?;
        let Ok(now) = self.clock.now().duration_since(SystemTime::UNIX_EPOCH) else {
            return Ok(None);
        };
        let facts = self.policy.check(&claims, now, context)?;
        let claims = serde_json::from_slice(&text).map_err(|_| Flaw::Shape)?;
        Ok(Some((claims, facts)))
    }

    /// The text of the claims in a token that is signed with one of our keys.
    fn signed_claims(&self, token: &str) -> Result<Vec<u8>, Flaw> {
        if token.len() > MAX_CREDENTIAL {
            return Err(Flaw::Size);
        }
        let (message, signature) = token.rsplit_once('.').ok_or(Flaw::Parts)?;
        let (header, claims) = message.split_once('.').ok_or(Flaw::Parts)?;
        if claims.contains('.') || header.is_empty() || claims.is_empty() || signature.is_empty() {
            return Err(Flaw::Parts);
        }
        let header = Header::read(header, &self.types)?;
        let key = self.keys.select(header.algorithm, header.kid.as_deref())?;
        if !key.verifies(message, signature) {
            return Err(Flaw::Signature);
        }
        json::base64url(claims).ok_or(Flaw::Encoding)
    }
}

type Checked<A> = (<A as Accounts>::Claims, Facts);

impl<A: Accounts> Verifier<BearerToken> for Jwt<A> {
    type Principal = A::Principal;

    async fn verify(
        &self,
        credential: BearerToken,
        context: &Context<'_>,
    ) -> Verdict<A::Principal> {
        let (claims, facts) = match self.check(credential.expose(), context) {
            Ok(Some(checked)) => checked,
            Ok(None) => return Verdict::unavailable("the clock is before 1970"),
            Err(flaw) => {
                tracing::debug!(reason = flaw.code(), "token refused");
                return Verdict::Invalid;
            }
        };
        drop(credential);
        match self.accounts.load(claims).await {
            Verdict::Valid(verified) => Verdict::Valid(completed(verified, facts)),
            other => other,
        }
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }
}

/// `verified` with what the token says wherever the application said nothing, and no more scopes than
/// both of them grant.
fn completed<P>(mut verified: Verified<P>, token: Facts) -> Verified<P> {
    let said = &mut verified.facts;
    // What both grant: a token never does more than it was granted, nor than the account may do.
    said.scopes = match (said.scopes, token.scopes) {
        (Some(account), Some(token)) => Some(account.intersection(token)),
        (account, token) => account.or(token),
    };
    if said.details.is_none() {
        said.details = token.details;
        return verified;
    }
    let (said, token) = (said.details_mut(), token.details());
    said.subject = said.subject.take().or_else(|| token.subject.clone());
    said.token_id = said.token_id.take().or_else(|| token.token_id.clone());
    said.authenticated_at = said.authenticated_at.or(token.authenticated_at);
    said.level = said.level.take().or_else(|| token.level.clone());
    verified
}

impl<A> fmt::Debug for Jwt<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwt")
            .field("keys", &self.keys)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
