//! Signers: access tokens of one issuer, and the keys behind them as they change.

mod builder;
mod draft;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use serde_json::json;

pub use self::{
    builder::TokenSignerBuilder,
    draft::{AccessToken, TokenDraft},
};
use super::SigningKey;
use crate::{
    jwt::{Clock, key::Keys, ring::Ring},
    misconfiguration::Misconfiguration,
};

/// What verifiers may grant beyond a token's end.
const LONGEST_LEEWAY: Duration = Duration::from_secs(300);

/// Signs access tokens in the profile of RFC 9068: typed `at+jwt`, with `iss`, `aud`, `sub`, `iat`,
/// `exp`, a random `jti` and, where given, `client_id` and `scope`.
///
/// Keys change without a gap: [`announce`](TokenSigner::announce) the next one, wait until verifiers
/// elsewhere have fetched it, then [`rotate`](TokenSigner::rotate). The old key is published, and
/// verifies, until the last token it signed has expired.
///
/// ```
/// use axum_secured::{Algorithm, ClaimsOnly, Jwt, Misconfiguration, Scopes, Secret};
/// use axum_secured::tokens::{Granted, SigningKey, TokenSigner};
///
/// #[derive(Scopes)]
/// enum Scope {
///     #[scope("items:read")]
///     ItemsRead,
/// }
/// # #[derive(serde::Deserialize)] struct Claims { sub: String }
/// # fn build(secret: Secret) -> Result<Jwt<ClaimsOnly<Claims>>, Misconfiguration> {
/// let signer = TokenSigner::new(SigningKey::secret(Algorithm::Hs256, &secret, "2026-11")?)
///     .issuer("https://items.example.com")
///     .audience("https://items.example.com")
///     .build()?;
/// let bearer = Jwt::signed_by(&signer).claims_only().build()?;
/// if let Some(granted) = Granted::of::<Scope>("items:read", "items:read") {
///     let token = signer.token("johndoe").granted(&granted).sign()?;
///     assert_eq!(token.expires_in.as_secs(), 15 * 60);
/// }
/// # Ok(bearer)
/// # }
/// # build(Secret::random()?)?;
/// # Ok::<(), Misconfiguration>(())
/// ```
#[derive(Clone)]
pub struct TokenSigner(Arc<Inner>);

struct Inner {
    issuer: String,
    audience: String,
    lifetime: Duration,
    clock: Box<dyn Clock>,
    ring: Arc<Ring>,
    keys: Mutex<SigningKeys>,
}

struct SigningKeys {
    current: SigningKey,
    next: Option<SigningKey>,
    /// Those that signed before, each with the time after which none of its tokens counts.
    retired: Vec<(SigningKey, SystemTime)>,
}

impl TokenSigner {
    /// Signs with `key`.
    #[allow(clippy::new_ret_no_self)]
    pub fn new(key: SigningKey) -> TokenSignerBuilder {
        TokenSignerBuilder::new(key)
    }

    /// A token about `subject`, which stays the same for each account for ever.
    pub fn token(&self, subject: &str) -> TokenDraft<'_> {
        TokenDraft::new(self, subject)
    }

    /// The key set for `/.well-known/jwks.json` (RFC 7517, section 5): what signs, signs next and
    /// signed before. Secrets are not in it.
    pub fn jwk_set(&self) -> String {
        let mut keys = self.keys();
        keys.forget(self.0.clock.now());
        let public: Vec<_> = keys.all().filter_map(|key| key.public().cloned()).collect();
        json!({"keys": public}).to_string()
    }

    /// Publishes the key that signs next. Whatever was announced before is withdrawn.
    ///
    /// # Errors
    /// If another key has its name.
    pub fn announce(&self, key: SigningKey) -> Result<(), Misconfiguration> {
        let mut keys = self.keys();
        keys.forget(self.0.clock.now());
        let is_taken = keys.signing().any(|known| known.kid() == key.kid());
        if is_taken {
            return Err(Misconfiguration::new(format!(
                "another signing key is called `{}` already",
                key.kid()
            )));
        }
        keys.next = Some(key);
        self.0.ring.set(keys.verifying()?);
        Ok(())
    }

    /// Signs with the announced key from here on.
    ///
    /// # Errors
    /// If none was announced, or the clock is beyond reason.
    pub fn rotate(&self) -> Result<(), Misconfiguration> {
        let mut keys = self.keys();
        let now = self.0.clock.now();
        let end = now.checked_add(self.0.lifetime + LONGEST_LEEWAY);
        let Some(end) = end else {
            return Err(Misconfiguration::new("the clock is beyond reason"));
        };
        let Some(next) = keys.next.take() else {
            return Err(Misconfiguration::new(
                "no signing key was announced that could sign next",
            ));
        };
        let old = std::mem::replace(&mut keys.current, next);
        keys.retired.push((old, end));
        keys.forget(now);
        self.0.ring.set(keys.verifying()?);
        Ok(())
    }

    /// Refuses whatever the retired key `kid` signed, at once: somebody else has it.
    ///
    /// # Errors
    /// If there is no such key, or it is the one that signs: rotate first.
    pub fn withdraw(&self, kid: &str) -> Result<(), Misconfiguration> {
        let mut keys = self.keys();
        let before = keys.retired.len();
        keys.retired.retain(|(key, _)| key.kid() != kid);
        if keys.retired.len() == before {
            return Err(Misconfiguration::new(format!(
                "no retired signing key is called `{kid}`"
            )));
        }
        self.0.ring.set(keys.verifying()?);
        Ok(())
    }

    pub(crate) fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.0.ring)
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.0.issuer
    }

    pub(crate) fn audience(&self) -> &str {
        &self.0.audience
    }

    fn keys(&self) -> MutexGuard<'_, SigningKeys> {
        self.0.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SigningKeys {
    /// The keys of tokens that are, or may be, about.
    fn signing(&self) -> impl Iterator<Item = &SigningKey> {
        std::iter::once(&self.current).chain(self.retired.iter().map(|(key, _)| key))
    }

    fn all(&self) -> impl Iterator<Item = &SigningKey> {
        self.signing().chain(&self.next)
    }

    /// Forgets keys none of whose tokens counts any more.
    fn forget(&mut self, now: SystemTime) {
        self.retired.retain(|(_, end)| now < *end);
    }

    fn verifying(&self) -> Result<Keys, Misconfiguration> {
        let keys = self.all().map(SigningKey::verifying).collect();
        Keys::new(keys).map_err(|unfit| Misconfiguration::new(format!("a signing key {unfit}")))
    }
}

impl fmt::Debug for TokenSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSigner")
            .field("issuer", &self.0.issuer)
            .field("audience", &self.0.audience)
            .field("key", &self.keys().current)
            .finish_non_exhaustive()
    }
}
