//! Tokens for tests: valid ones, and such as every verifier has to refuse.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::HeaderValue;
use jsonwebtoken::{EncodingKey, crypto};
use serde_json::{Map, Value, json};

use crate::{
    jwt::{Algorithm, algorithm::Family},
    misconfiguration::Misconfiguration,
    secret::Secret,
};

/// Makes tokens for a [`Jwt`](crate::Jwt) that was given the same secret, or the public half of the
/// same key. It can only sign what it is told to: there is no switch that admits without a
/// credential.
#[derive(Clone)]
pub struct TestIssuer {
    algorithm: Algorithm,
    key: EncodingKey,
    key_id: Option<String>,
    claims: Map<String, Value>,
}

impl TestIssuer {
    /// An issuer whose tokens are valid: from now for ten minutes, for `subject`.
    ///
    /// # Errors
    /// If no signature backend can be installed.
    pub fn hs256(
        secret: &Secret,
        issuer: &str,
        audience: &str,
        subject: &str,
    ) -> Result<Self, Misconfiguration> {
        let key = EncodingKey::from_secret(secret.expose());
        Self::new(Algorithm::Hs256, key, issuer, audience, subject)
    }

    /// The same with a private key in PEM (`BEGIN PRIVATE KEY`) for `algorithm`. A key made for the
    /// tests will do; never the one that signs for real.
    ///
    /// # Errors
    /// If it is no such key, or no signature backend can be installed.
    pub fn pem(
        algorithm: Algorithm,
        private_key: impl AsRef<[u8]>,
        issuer: &str,
        audience: &str,
        subject: &str,
    ) -> Result<Self, Misconfiguration> {
        let pem = private_key.as_ref();
        let key = match algorithm.family() {
            Family::Rsa => EncodingKey::from_rsa_pem(pem),
            Family::P256 | Family::P384 => EncodingKey::from_ec_pem(pem),
            Family::Ed25519 => EncodingKey::from_ed_pem(pem),
            Family::Hmac(_) => {
                return Err(Misconfiguration::new(
                    "an HMAC algorithm signs with a secret, not with a private key",
                ));
            }
        };
        let unfit =
            || Misconfiguration::new(format!("the key is no private key in PEM for {algorithm}"));
        let issuer = Self::new(
            algorithm,
            key.map_err(|_| unfit())?,
            issuer,
            audience,
            subject,
        )?;
        // A public key is read without complaint, and found out here.
        issuer.token().map_err(|_| unfit())?;
        Ok(issuer)
    }

    fn new(
        algorithm: Algorithm,
        key: EncodingKey,
        issuer: &str,
        audience: &str,
        subject: &str,
    ) -> Result<Self, Misconfiguration> {
        crate::jwt::provider::install()?;
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or(Duration::ZERO)
            .as_secs();
        let claims = json!({
            "iss": issuer, "aud": audience, "sub": subject, "jti": "test",
            "iat": now, "exp": now + 600,
        });
        Ok(Self {
            algorithm,
            key,
            key_id: None,
            claims: claims.as_object().cloned().unwrap_or_default(),
        })
    }

    /// Naming this key in the header (`kid`).
    #[must_use]
    pub fn key_id(mut self, id: &str) -> Self {
        self.key_id = Some(id.to_owned());
        self
    }

    /// With these scopes, separated by spaces.
    #[must_use]
    pub fn scopes(self, scopes: &str) -> Self {
        self.claim("scope", scopes)
    }

    /// With these roles, separated by spaces, as an array in the claim `roles`: for a verifier with
    /// `.roles_claim("roles", ScopeFormat::Array)`.
    #[must_use]
    pub fn roles(self, roles: &str) -> Self {
        let roles: Vec<&str> = roles.split_whitespace().collect();
        self.claim("roles", roles)
    }

    /// Of this tenant, in the claim `tenant`: for a verifier with `.tenant_claim("tenant")`.
    #[must_use]
    pub fn tenant(self, tenant: &str) -> Self {
        self.claim("tenant", tenant)
    }

    /// Authenticated at this level (`acr`).
    #[must_use]
    pub fn level(self, level: &str) -> Self {
        self.claim("acr", level)
    }

    /// Authenticated this long before the token was issued (`auth_time`).
    #[must_use]
    pub fn authenticated_before(self, span: Duration) -> Self {
        let issued = self.claims.get("iat").and_then(Value::as_u64);
        let at = issued.unwrap_or_default().saturating_sub(span.as_secs());
        self.claim("auth_time", at)
    }

    /// With a claim set to `value`, or removed where that is null.
    #[must_use]
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        match value.into() {
            Value::Null => self.claims.remove(name),
            value => self.claims.insert(name.to_owned(), value),
        };
        self
    }

    /// A valid token, unless a claim was changed for the worse.
    ///
    /// # Errors
    /// If the backend cannot sign.
    pub fn token(&self) -> Result<String, Misconfiguration> {
        self.signed(&self.usual_header(), &self.usual_claims())
    }

    fn usual_header(&self) -> String {
        let mut header = json!({ "alg": self.algorithm.name(), "typ": "at+jwt" });
        if let Some(id) = &self.key_id {
            header["kid"] = json!(id);
        }
        header.to_string()
    }

    fn usual_claims(&self) -> String {
        Value::Object(self.claims.clone()).to_string()
    }

    /// The same as the value of `Authorization`.
    ///
    /// # Errors
    /// If the backend cannot sign.
    pub fn header(&self) -> Result<HeaderValue, Misconfiguration> {
        HeaderValue::try_from(format!("Bearer {}", self.token()?))
            .map_err(|_| Misconfiguration::new("the token cannot stand in a header"))
    }

    /// A token that expired an hour ago.
    ///
    /// # Errors
    /// If the backend cannot sign.
    pub fn expired(&self) -> Result<String, Misconfiguration> {
        self.shifted(-3600, -3000)
    }

    /// A token that becomes valid in an hour.
    ///
    /// # Errors
    /// If the backend cannot sign.
    pub fn not_yet_valid(&self) -> Result<String, Misconfiguration> {
        self.shifted(3600, 4200)
    }

    /// A token whose signature is one of ours, but of another token.
    ///
    /// # Errors
    /// If the backend cannot sign.
    pub fn forged(&self) -> Result<String, Misconfiguration> {
        let other = self.clone().claim("jti", "another").token()?;
        let signature = other.rsplit('.').next().unwrap_or_default();
        let (header, claims) = (self.usual_header(), self.usual_claims());
        Ok(format!(
            "{}.{}.{signature}",
            encoded(&header),
            encoded(&claims)
        ))
    }

    /// A token without a signature (`alg: none`).
    pub fn unsigned(&self) -> String {
        format!(
            "{}.{}.",
            encoded(r#"{"alg":"none","typ":"at+jwt"}"#),
            encoded(&self.usual_claims())
        )
    }

    /// Header and claims as they are given, however wrong, with a right signature.
    ///
    /// # Errors
    /// If the backend cannot sign.
    pub fn signed(&self, header: &str, claims: &str) -> Result<String, Misconfiguration> {
        let message = format!("{}.{}", encoded(header), encoded(claims));
        let signature = crypto::sign(message.as_bytes(), &self.key, self.algorithm.backend())
            .map_err(|_| Misconfiguration::new("the signature backend cannot sign"))?;
        Ok(format!("{message}.{signature}"))
    }

    fn shifted(&self, from: i64, to: i64) -> Result<String, Misconfiguration> {
        let now = self
            .claims
            .get("iat")
            .and_then(Value::as_i64)
            .unwrap_or_default();
        self.clone()
            .claim("iat", now + from)
            .claim("nbf", now + from)
            .claim("exp", now + to)
            .token()
    }
}

impl fmt::Debug for TestIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TestIssuer(..)")
    }
}

fn encoded(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}
