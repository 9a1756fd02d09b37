//! Signing keys: private halves, each of one algorithm and with a name.

use std::{fmt, sync::Arc};

use jsonwebtoken::{EncodingKey, crypto, jwk::Jwk};
use serde_json::{Map, Value, json};

use crate::{
    jwt::{
        Algorithm,
        algorithm::Family,
        jwk,
        key::{Key, Keys},
        provider,
    },
    misconfiguration::Misconfiguration,
    secret::Secret,
};

/// A key that signs tokens, with the name (`kid`) that its tokens carry.
#[derive(Clone)]
pub struct SigningKey(Arc<Inner>);

struct Inner {
    algorithm: Algorithm,
    name: String,
    encoding: EncodingKey,
    verifying: Key,
    /// As others may know it; a secret has no such form.
    public: Option<Map<String, Value>>,
}

impl SigningKey {
    /// A secret for an HMAC algorithm: at least as long as the hash (RFC 7518, section 3.2), and
    /// random. Whoever verifies with it can sign as well, so it stays in this service.
    ///
    /// # Errors
    /// If the algorithm is another, the secret is too short, or there is no signature backend.
    pub fn secret(
        algorithm: Algorithm,
        secret: &Secret,
        kid: &str,
    ) -> Result<Self, Misconfiguration> {
        let verifying = Key::symmetric(algorithm, secret, Some(kid.to_owned()));
        let verifying = verifying.map_err(|unfit| wrong(kid, unfit))?;
        let encoding = EncodingKey::from_secret(secret.expose());
        Self::checked(algorithm, kid, encoding, verifying, None)
    }

    /// A private key in PEM (`BEGIN PRIVATE KEY`, PKCS #8): RSA of 2048 bits or more, P-256, P-384 or
    /// Ed25519, as `algorithm` needs it.
    ///
    /// # Errors
    /// If it is no such key, or there is no signature backend.
    pub fn pem(
        algorithm: Algorithm,
        private_key: impl AsRef<[u8]>,
        kid: &str,
    ) -> Result<Self, Misconfiguration> {
        let pem = private_key.as_ref();
        let encoding = match algorithm.family() {
            Family::Rsa => EncodingKey::from_rsa_pem(pem),
            Family::P256 | Family::P384 => EncodingKey::from_ec_pem(pem),
            Family::Ed25519 => EncodingKey::from_ed_pem(pem),
            Family::Hmac(_) => {
                return Err(wrong(
                    kid,
                    "is a private key, but its algorithm needs a secret",
                ));
            }
        };
        let unfit = || wrong(kid, "is no private key in PEM for its algorithm");
        let encoding = encoding.map_err(|_| unfit())?;
        provider::install()?;
        let public = Jwk::from_encoding_key(&encoding, algorithm.backend());
        let public = public.map_err(|_| unfit())?;
        let Ok(Value::Object(mut public)) = serde_json::to_value(public) else {
            return Err(unfit());
        };
        public.insert("alg".to_owned(), json!(algorithm.name()));
        public.insert("use".to_owned(), json!("sig"));
        public.insert("kid".to_owned(), json!(kid));
        let verifying = jwk::key(&public, None).map_err(|unfit| wrong(kid, unfit))?;
        Self::checked(algorithm, kid, encoding, verifying, Some(public))
    }

    /// The key, once it has signed something that it verifies.
    fn checked(
        algorithm: Algorithm,
        name: &str,
        encoding: EncodingKey,
        verifying: Key,
        public: Option<Map<String, Value>>,
    ) -> Result<Self, Misconfiguration> {
        if name.is_empty() {
            return Err(Misconfiguration::new("a signing key has no name (`kid`)"));
        }
        let keys = Keys::new(vec![verifying.clone()]).map_err(|unfit| wrong(name, unfit))?;
        provider::prepare(keys.iter())?;
        let key = Self(Arc::new(Inner {
            algorithm,
            name: name.to_owned(),
            encoding,
            verifying,
            public,
        }));
        let signature = key.sign("message");
        if signature.is_some_and(|signature| key.0.verifying.verifies("message", &signature)) {
            Ok(key)
        } else {
            Err(wrong(name, "does not sign what it verifies"))
        }
    }

    /// Its name.
    pub fn kid(&self) -> &str {
        &self.0.name
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        self.0.algorithm
    }

    pub(super) fn verifying(&self) -> Key {
        self.0.verifying.clone()
    }

    pub(super) fn public(&self) -> Option<&Map<String, Value>> {
        self.0.public.as_ref()
    }

    /// The signature of `message`, in base64url.
    pub(super) fn sign(&self, message: &str) -> Option<String> {
        let Inner {
            algorithm,
            encoding,
            ..
        } = &*self.0;
        crypto::sign(message.as_bytes(), encoding, algorithm.backend()).ok()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("algorithm", &self.0.algorithm)
            .field("kid", &self.0.name)
            .finish_non_exhaustive()
    }
}

fn wrong(kid: &str, unfit: &str) -> Misconfiguration {
    Misconfiguration::new(format!("the signing key `{kid}` {unfit}"))
}
