//! Signers: access tokens of one issuer, and the keys behind them as they change.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::{Granted, SigningKey};
use crate::{
    jwt::{Clock, SystemClock, key::Keys, ring::Ring},
    misconfiguration::Misconfiguration,
    secret::fill_random,
};

/// Verifiers take no token that lives longer, unless they are told to.
const LONGEST_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
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

/// Configures a [`TokenSigner`].
#[must_use = "tokens are signed by what `build` returns"]
pub struct TokenSignerBuilder {
    key: SigningKey,
    issuer: String,
    audience: String,
    lifetime: Duration,
    clock: Box<dyn Clock>,
}

/// A signed token and what its answer says of it (RFC 6749, section 5.1).
#[non_exhaustive]
pub struct AccessToken {
    /// The token itself.
    pub token: String,
    /// Its identifier (`jti`).
    pub id: String,
    /// How long it lives.
    pub expires_in: Duration,
}

/// A token that is not signed yet.
#[must_use = "nothing is signed before `sign`"]
pub struct TokenDraft<'s> {
    signer: &'s TokenSigner,
    claims: Map<String, Value>,
    fault: Option<Misconfiguration>,
}

impl TokenSigner {
    /// Signs with `key`.
    #[allow(clippy::new_ret_no_self)]
    pub fn new(key: SigningKey) -> TokenSignerBuilder {
        TokenSignerBuilder {
            key,
            issuer: String::new(),
            audience: String::new(),
            lifetime: Duration::from_secs(15 * 60),
            clock: Box::new(SystemClock),
        }
    }

    /// A token about `subject`, which stays the same for each account for ever.
    pub fn token(&self, subject: &str) -> TokenDraft<'_> {
        TokenDraft {
            signer: self,
            claims: Map::from_iter([("sub".to_owned(), json!(subject))]),
            fault: None,
        }
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

impl TokenSignerBuilder {
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

/// Claims that mean something to verifiers: they are set by what means them.
const OURS: [&str; 16] = [
    "iss",
    "aud",
    "sub",
    "exp",
    "nbf",
    "iat",
    "jti",
    "sid",
    "auth_time",
    "client_id",
    "scope",
    "cnf",
    "at_hash",
    "c_hash",
    "events",
    "act",
];

impl TokenDraft<'_> {
    /// For this client (`client_id`).
    pub fn client(mut self, id: &str) -> Self {
        self.claims.insert("client_id".to_owned(), json!(id));
        self
    }

    /// With these scopes; none unless given.
    pub fn granted(mut self, scopes: &Granted) -> Self {
        self.claims
            .insert("scope".to_owned(), json!(scopes.to_string()));
        self
    }

    /// Of this log-in (`sid`), by which it can be revoked with all others of it.
    pub fn session(mut self, session: &str) -> Self {
        self.claims.insert("sid".to_owned(), json!(session));
        self
    }

    /// Of an account that signed in at this time (`auth_time`); not now, where a refresh token was
    /// exchanged.
    pub fn authenticated_at(mut self, at: SystemTime) -> Self {
        if let Ok(since) = at.duration_since(SystemTime::UNIX_EPOCH) {
            let seconds = json!(since.as_secs());
            self.claims.insert("auth_time".to_owned(), seconds);
        } else {
            let fault = Misconfiguration::new("nobody signed in before 1970");
            self.fault.get_or_insert(fault);
        }
        self
    }

    /// With a claim of the application's own.
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        if OURS.contains(&name) {
            let fault = format!("the claim `{name}` is not the application's to set");
            self.fault.get_or_insert(Misconfiguration::new(fault));
        }
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    /// The token.
    ///
    /// # Errors
    /// If a claim is not the application's to set, the clock is before 1970, the system has no
    /// randomness, or the backend cannot sign.
    pub fn sign(self) -> Result<AccessToken, Misconfiguration> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let Inner {
            issuer,
            audience,
            lifetime,
            clock,
            ..
        } = &*self.signer.0;
        let now = clock.now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.map_err(|_| Misconfiguration::new("the clock is before 1970"))?;
        let mut id = [0; 16];
        fill_random(&mut id)?;
        let id = URL_SAFE_NO_PAD.encode(id);
        let mut claims = self.claims;
        for (name, value) in [
            ("iss", json!(issuer)),
            ("aud", json!(audience)),
            ("iat", json!(now.as_secs())),
            ("exp", json!(now.as_secs() + lifetime.as_secs())),
            ("jti", json!(id)),
        ] {
            claims.insert(name.to_owned(), value);
        }
        let key = self.signer.keys().current.clone();
        let header = json!({"alg": key.algorithm().name(), "typ": "at+jwt", "kid": key.kid()});
        let encoded = |value: String| URL_SAFE_NO_PAD.encode(value);
        let message = format!(
            "{}.{}",
            encoded(header.to_string()),
            encoded(Value::Object(claims).to_string())
        );
        let signature = key
            .sign(&message)
            .ok_or_else(|| Misconfiguration::new("the signature backend cannot sign"))?;
        Ok(AccessToken {
            token: format!("{message}.{signature}"),
            id,
            expires_in: Duration::from_secs(lifetime.as_secs()),
        })
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

impl fmt::Debug for TokenSignerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSignerBuilder")
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("id", &self.id)
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TokenDraft<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenDraft(..)")
    }
}
