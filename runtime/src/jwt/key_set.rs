//! Key sets: the keys an application trusts, as it hands them over.

#[cfg(feature = "jwks")]
use std::collections::HashMap;
use std::fmt;

use serde_json::Value;
use zeroize::Zeroizing;

use super::{
    algorithm::Algorithm,
    json, jwk,
    key::{Key, Keys},
    pem, public_key,
};
#[cfg(feature = "jwks")]
use crate::settled::guarded;
use crate::{misconfiguration::Misconfiguration, secret::Secret};

/// No issuer publishes more.
#[cfg(feature = "jwks")]
const MAX_PUBLISHED: usize = 256;

/// The keys a [`Jwt`](crate::Jwt) trusts, each with exactly one algorithm (RFC 8725, section 3.1).
///
/// A token is verified with one key. If its header names a key (`kid`), that is the key of exactly
/// this name; a key without a name never answers to one. If the header names none, it is the only
/// key of the token's algorithm; where there are several, the token is refused.
///
/// Nothing is checked here: [`JwtBuilder::build`](crate::JwtBuilder::build) reports what is wrong.
///
/// ```
/// # use axum_secured::{Algorithm, ClaimsOnly, Jwt, KeySet, Misconfiguration, Secret};
/// # fn verifier(public_key: &str, jwk_set: &str) -> Result<Jwt<ClaimsOnly<()>>, Misconfiguration> {
/// let keys = KeySet::new()
///     .secret(Algorithm::Hs256, Secret::random()?, "2026-11")
///     .pem(Algorithm::Es256, public_key, "signer-1")
///     .jwk_set(jwk_set);
/// Jwt::keys(keys).issuer("https://id.example.com").audience("items").claims_only().build()
/// # }
/// ```
#[derive(Default)]
pub struct KeySet {
    sources: Vec<Source>,
    rsa: Option<Algorithm>,
}

enum Source {
    Secret(Algorithm, Secret, Option<String>),
    Pem(Algorithm, Zeroizing<Vec<u8>>, Option<String>),
    Jwk(Zeroizing<String>),
    JwkSet(Zeroizing<String>),
}

impl KeySet {
    /// No key yet.
    pub const fn new() -> Self {
        Self {
            sources: Vec::new(),
            rsa: None,
        }
    }

    /// With a secret for an HMAC algorithm: at least as long as the hash (RFC 7518, section 3.2),
    /// and random, not a password (RFC 8725, section 3.5). `kid` is its name in tokens, or `None`.
    #[must_use]
    pub fn secret<'k>(
        self,
        algorithm: Algorithm,
        secret: Secret,
        kid: impl Into<Option<&'k str>>,
    ) -> Self {
        self.with(Source::Secret(algorithm, secret, owned(kid)))
    }

    /// With a public key in PEM (`BEGIN PUBLIC KEY`, RFC 7468, section 13): RSA of 2048 bits or
    /// more, P-256, P-384 or Ed25519. `kid` is its name in tokens, or `None`.
    #[must_use]
    pub fn pem<'k>(
        self,
        algorithm: Algorithm,
        pem: impl AsRef<[u8]>,
        kid: impl Into<Option<&'k str>>,
    ) -> Self {
        let pem = Zeroizing::new(pem.as_ref().to_vec());
        self.with(Source::Pem(algorithm, pem, owned(kid)))
    }

    /// With a public key as JSON Web Key (RFC 7517). Its `alg`, `use`, `key_ops` and `kid` are
    /// honoured; `x5c`, `x5u` and the like are ignored.
    #[must_use]
    pub fn jwk(self, json: impl Into<String>) -> Self {
        self.with(Source::Jwk(Zeroizing::new(json.into())))
    }

    /// With the keys of a JWK set (RFC 7517, section 5). Keys that are not understood, not public
    /// or not fit for verifying are left out one by one, with a warning; none left is an error.
    #[must_use]
    pub fn jwk_set(self, json: impl Into<String>) -> Self {
        self.with(Source::JwkSet(Zeroizing::new(json.into())))
    }

    /// Says which algorithm RSA keys in JWK form are used with if they name none in `alg`.
    #[must_use]
    pub fn rsa_without_algorithm(mut self, algorithm: Algorithm) -> Self {
        self.rsa = Some(algorithm);
        self
    }

    fn with(mut self, source: Source) -> Self {
        self.sources.push(source);
        self
    }

    pub(super) fn check(self) -> Result<Keys, Misconfiguration> {
        let mut keys = Vec::new();
        for (index, source) in self.sources.into_iter().enumerate() {
            source
                .read_into(&mut keys, self.rsa)
                .map_err(|unfit| wrong(&format!("key {}", index + 1), unfit))?;
        }
        if keys.is_empty() {
            return Err(wrong("the key set", "is empty: no token could pass"));
        }
        Keys::new(keys).map_err(|unfit| wrong("a key of the set", unfit))
    }
}

#[cfg(feature = "jwks")]
impl Keys {
    /// The usable keys of a set that an issuer publishes, perhaps none. A key costs nobody but itself: what is
    /// unfit, and every key whose name another has too, is left out with a warning.
    pub(super) fn published(
        text: &[u8],
        rsa: Option<Algorithm>,
    ) -> Result<Self, public_key::Unfit> {
        const NONE: public_key::Unfit = "its JWK set holds no usable key";
        let entries = jwk::set(text).ok_or("its answer is not a JWK set")?;
        if entries.len() > MAX_PUBLISHED {
            return Err("its JWK set holds more than 256 keys");
        }
        let mut keys = Vec::new();
        read_set(&entries, &mut keys, rsa);
        let mut seen: HashMap<String, usize> = HashMap::new();
        for name in keys.iter().filter_map(|key| key.name.clone()) {
            *seen.entry(name).or_default() += 1;
        }
        keys.retain(|key| {
            let alone = key
                .name
                .as_ref()
                .is_none_or(|name| seen.get(name) == Some(&1));
            // A backend has no say in what becomes of the other keys.
            let usable = alone && guarded(|| key.is_usable()) == Some(true);
            if !usable {
                tracing::warn!(alone, "a key of a JWK set is left out");
            }
            usable
        });
        // An issuer that says it has no key has none; one that publishes nothing of use says nothing.
        if keys.is_empty() && !entries.is_empty() {
            return Err(NONE);
        }
        Self::new(keys).map_err(|_| NONE)
    }
}

impl Source {
    fn read_into(
        self,
        keys: &mut Vec<Key>,
        rsa: Option<Algorithm>,
    ) -> Result<(), public_key::Unfit> {
        match self {
            Self::Secret(algorithm, secret, name) => {
                keys.push(Key::symmetric(algorithm, &secret, name)?);
            }
            Self::Pem(algorithm, text, name) => {
                let der = pem::block(&text, pem::PUBLIC_KEY)?;
                let key = public_key::from_spki(&der, algorithm)?;
                keys.push(Key::new(algorithm, key, name));
            }
            Self::Jwk(text) => {
                let members = json::object(text.as_bytes()).ok_or("is not a JSON Web Key")?;
                keys.push(jwk::key(&members, rsa)?);
            }
            Self::JwkSet(text) => {
                let entries = jwk::set(text.as_bytes()).ok_or("is not a JWK set")?;
                let before = keys.len();
                read_set(&entries, keys, rsa);
                if keys.len() == before {
                    return Err("is a JWK set without a usable key");
                }
            }
        }
        Ok(())
    }
}

/// The keys of a set that are fit for use.
fn read_set(entries: &[Value], keys: &mut Vec<Key>, rsa: Option<Algorithm>) {
    for (index, entry) in entries.iter().enumerate() {
        let key = match entry {
            Value::Object(members) => jwk::key(members, rsa),
            _ => Err("is not a JSON Web Key"),
        };
        match key {
            Ok(key) => keys.push(key),
            Err(unfit) => tracing::warn!(index, unfit, "a key of a JWK set is left out"),
        }
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeySet")
            .field("sources", &self.sources.len())
            .finish_non_exhaustive()
    }
}

fn owned<'k>(kid: impl Into<Option<&'k str>>) -> Option<String> {
    kid.into().map(str::to_owned)
}

fn wrong(what: &str, unfit: public_key::Unfit) -> Misconfiguration {
    Misconfiguration::new(format!("{what} of `Jwt` {unfit}"))
}
