//! Keys as verification uses them: checked, of one algorithm each, and found by name.

use std::{collections::HashMap, fmt};

use jsonwebtoken::DecodingKey;

use super::{
    algorithm::{Algorithm, Family},
    flaw::Flaw,
    public_key::Unfit,
};
use crate::secret::Secret;

/// A checked key and the one algorithm it is used with (RFC 8725, section 3.1).
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) algorithm: Algorithm,
    pub(crate) name: Option<String>,
    decoding: DecodingKey,
}

impl Key {
    pub(crate) fn new(algorithm: Algorithm, decoding: DecodingKey, name: Option<String>) -> Self {
        Self {
            algorithm,
            name,
            decoding,
        }
    }

    /// A key of an HMAC algorithm: at least as long as the hash (RFC 7518, section 3.2) and not
    /// obviously something else.
    pub(crate) fn symmetric(
        algorithm: Algorithm,
        secret: &Secret,
        name: Option<String>,
    ) -> Result<Self, Unfit> {
        let Family::Hmac(least) = algorithm.family() else {
            return Err("is a secret, but its algorithm needs a public key");
        };
        let bytes = secret.expose();
        if bytes.len() < least {
            return Err(match algorithm {
                Algorithm::Hs256 => "is a secret of less than the 32 bytes HS256 needs",
                Algorithm::Hs384 => "is a secret of less than the 48 bytes HS384 needs",
                _ => "is a secret of less than the 64 bytes HS512 needs",
            });
        }
        if bytes.windows(2).all(|pair| pair[0] == pair[1]) {
            return Err("is a secret of one byte repeated");
        }
        if bytes.trim_ascii_start().starts_with(b"-----BEGIN") {
            return Err("is a PEM file used as a secret");
        }
        Ok(Self::new(algorithm, DecodingKey::from_secret(bytes), name))
    }

    /// Whether `signature`, in base64url, is this key's signature of `message`.
    pub(crate) fn verifies(&self, message: &str, signature: &str) -> bool {
        matches!(self.verify(message, signature), Ok(true))
    }

    /// Whether the backend can use the key at all, and knows what it never signed.
    pub(crate) fn is_usable(&self) -> bool {
        matches!(self.verify("", "AAAA"), Ok(false))
    }

    fn verify(&self, message: &str, signature: &str) -> jsonwebtoken::errors::Result<bool> {
        jsonwebtoken::crypto::verify(
            signature,
            message.as_bytes(),
            &self.decoding,
            self.algorithm.backend(),
        )
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("algorithm", &self.algorithm)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The keys of one verifier; at least one, and no name twice.
#[derive(Debug)]
pub(crate) struct Keys {
    keys: Vec<Key>,
    names: HashMap<String, usize>,
}

impl Keys {
    pub(crate) fn new(keys: Vec<Key>) -> Result<Self, Unfit> {
        let mut names = HashMap::new();
        for (index, key) in keys.iter().enumerate() {
            if let Some(name) = &key.name
                && names.insert(name.clone(), index).is_some()
            {
                return Err("has the key id of another key");
            }
        }
        Ok(Self { keys, names })
    }

    /// Whether there is no key for a token of this header, so that newer keys might help.
    #[cfg(feature = "jwks")]
    pub(crate) fn lacks(&self, algorithm: Algorithm, name: Option<&str>) -> bool {
        match name {
            Some(name) => !self.names.contains_key(name),
            None => !self.keys.iter().any(|key| key.algorithm == algorithm),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter()
    }

    /// The key a token was signed with: of exactly this name, or, if the token names none, the only
    /// key of its algorithm.
    pub(crate) fn select(&self, algorithm: Algorithm, name: Option<&str>) -> Result<&Key, Flaw> {
        if let Some(name) = name {
            let key = self.names.get(name).and_then(|index| self.keys.get(*index));
            let key = key.ok_or(Flaw::UnknownKey)?;
            return if key.algorithm == algorithm {
                Ok(key)
            } else {
                Err(Flaw::Algorithm)
            };
        }
        let mut candidates = self.keys.iter().filter(|key| key.algorithm == algorithm);
        match (candidates.next(), candidates.next()) {
            (Some(key), None) => Ok(key),
            (None, _) => Err(Flaw::Algorithm),
            (Some(_), Some(_)) => Err(Flaw::UnknownKey),
        }
    }
}
