//! `Jwt`: bearer tokens signed by an issuer (RFC 7519).

mod accounts;
pub(crate) mod algorithm;
mod builder;
mod clock;
mod curve;
pub(crate) mod der;
pub(crate) mod flaw;
mod header;
mod issuer;
pub(crate) mod json;
mod judge;
pub(crate) mod jwk;
pub(crate) mod key;
mod key_set;
pub(crate) mod pem;
pub(crate) mod policy;
mod practices;
pub(crate) mod provider;
mod public_key;
#[cfg(feature = "jwks")]
mod remote;
#[cfg(feature = "tokens")]
pub(crate) mod ring;
pub(crate) mod roles;
mod trusted;

use std::fmt;

#[cfg(feature = "tokens")]
use self::flaw::Flaw;
pub use self::{
    accounts::{Accounts, ClaimsOnly},
    algorithm::Algorithm,
    builder::JwtBuilder,
    clock::{Clock, SystemClock},
    issuer::Issuer,
    key_set::KeySet,
    policy::ScopeFormat,
    roles::ClaimPath,
};
use self::{
    header::Types,
    issuer::Origin,
    judge::Checked,
    policy::Policy,
    trusted::{NoKey, Trusted},
};
#[cfg(feature = "jwks")]
use crate::misconfiguration::Misconfiguration;
#[cfg(feature = "tokens")]
use crate::tokens::Revocations;
use crate::{
    credential::BearerToken,
    practices::Practices,
    scheme::Scheme,
    secret::Secret,
    settings::Settings,
    verifier::{Context, Verdict, Verifier},
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
    /// At least one.
    trusted: Vec<Trusted>,
    types: Types,
    policy: Policy,
    #[cfg(feature = "tokens")]
    revocations: Option<Revocations>,
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
        JwtBuilder::new(Origin::Keys(keys))
    }

    /// Tokens that `signer` signs: its issuer, its audience, and its keys as they change.
    #[cfg(feature = "tokens")]
    pub fn signed_by(signer: &crate::tokens::TokenSigner) -> JwtBuilder<()> {
        JwtBuilder::new(Origin::Own(signer.ring()))
            .issuer(signer.issuer())
            .audience(signer.audience())
    }

    /// Tokens of one of these issuers, each with its own keys and audience.
    pub fn issuers(issuers: impl IntoIterator<Item = Issuer>) -> JwtBuilder<()> {
        JwtBuilder::of_several(issuers.into_iter().collect())
    }

    /// Tokens signed with a key that the issuer publishes at `url` as a JWK set (RFC 7517, section
    /// 5): `https`, or `http` on this machine. Redirects are not followed, and no proxy is used for
    /// `http`.
    ///
    /// The keys are fetched when the first token is verified, or by
    /// [`fetch_keys`](Jwt::fetch_keys), and again when they are no longer fresh: as long as
    /// `Cache-Control` says, between a minute and a day, ten minutes if it says nothing. A token that
    /// names an unknown key, and whose claims would pass, leads to one fetch for all requests, and to
    /// none within 30 seconds of the last. Keys stay in use while the issuer is down; where its keys are needed and cannot be
    /// fetched, the answer is 503. Each key is used with the one algorithm that its `alg`, or else its
    /// curve, says; RSA keys without `alg` need
    /// [`rsa_without_algorithm`](JwtBuilder::rsa_without_algorithm).
    #[cfg(feature = "jwks")]
    pub fn jwks(url: impl Into<String>) -> JwtBuilder<()> {
        JwtBuilder::new(Origin::Jwks(url.into()))
    }

    /// Tokens of the issuer with this identifier (`iss`), an `https` URL under which its metadata says
    /// where its keys are (`OpenID` Connect Discovery 1.0): `/.well-known/openid-configuration`. The
    /// metadata must name exactly this issuer (RFC 8414, section 3.3). See [`jwks`](Jwt::jwks).
    ///
    /// ```no_run
    /// # use axum_secured::{ClaimsOnly, Jwt, Misconfiguration};
    /// # async fn verifier() -> Result<Jwt<ClaimsOnly<()>>, Misconfiguration> {
    /// let bearer = Jwt::discover("https://id.example.com")
    ///     .audience("https://items.example.com")
    ///     .claims_only()
    ///     .build()?;
    /// bearer.fetch_keys().await?;
    /// # Ok(bearer)
    /// # }
    /// ```
    #[cfg(feature = "jwks")]
    pub fn discover(issuer: impl Into<String>) -> JwtBuilder<()> {
        let issuer = issuer.into();
        JwtBuilder::new(Origin::Discovery(issuer.clone())).issuer(issuer)
    }
}

#[cfg(feature = "jwks")]
impl<A> Jwt<A> {
    /// Fetches keys that were not fetched yet, so that the first request need not wait.
    ///
    /// # Errors
    /// If an issuer's keys cannot be fetched now. The verifier works all the same as soon as they can.
    pub async fn fetch_keys(&self) -> Result<(), Misconfiguration> {
        let mut first = Ok(());
        for trusted in &self.trusted {
            // One that is down is no reason to leave out the others.
            first = first.and(trusted.keys.prefetch().await);
        }
        first.map_err(|(place, failure)| {
            Misconfiguration::new(format!(
                "the keys at `{place}` cannot be fetched: {failure}"
            ))
        })
    }
}

impl<A: Accounts> Verifier<BearerToken> for Jwt<A> {
    type Principal = A::Principal;

    async fn verify(
        &self,
        credential: BearerToken,
        context: &Context<'_>,
    ) -> Verdict<A::Principal> {
        let Checked { claims, said } = match self.judge(credential.expose(), context).await {
            Ok(Some(checked)) => checked,
            Ok(None) => return Verdict::unavailable("the clock is before 1970"),
            Err(NoKey::Flaw(flaw)) => {
                tracing::debug!(reason = flaw.code(), "token refused");
                return Verdict::Invalid;
            }
            #[cfg(feature = "jwks")]
            Err(NoKey::Unavailable(failure)) => return Verdict::unavailable(failure),
        };
        drop(credential);
        #[cfg(feature = "tokens")]
        if let (Some(revocations), Some(identifiers)) = (&self.revocations, &said.identifiers) {
            match revocations.are_revoked(identifiers).await {
                Ok(false) => {}
                Ok(true) => {
                    tracing::debug!(reason = Flaw::Revoked.code(), "token refused");
                    return Verdict::Invalid;
                }
                Err(source) => return Verdict::Unavailable(source),
            }
        }
        self.accounts.load(claims).await.completed(said.facts)
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn practices(&self, scheme: &Scheme) -> Practices {
        let found = self.policy.practices(scheme);
        self.trusted.iter().fold(found, |found, trusted| {
            found.and(trusted.intended.practices(scheme))
        })
    }
}

impl<A> fmt::Debug for Jwt<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwt")
            .field("trusted", &self.trusted)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
