//! Tokens for tests: valid ones, and such as every verifier has to refuse.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::HeaderValue;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Map, Value, json};

use crate::{misconfiguration::Misconfiguration, secret::Secret};

/// Makes HS256 tokens for a [`Jwt`](crate::Jwt) that was given the same secret. It can only sign
/// what it is told to: there is no switch that admits without a credential.
#[derive(Clone)]
pub struct TestIssuer {
    key: EncodingKey,
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
        crate::jwt::provider::install()?;
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or(Duration::ZERO)
            .as_secs();
        let claims = json!({
            "iss": issuer, "aud": audience, "sub": subject, "jti": "test",
            "iat": now, "exp": now + 600,
        });
        let claims = claims.as_object().cloned().unwrap_or_default();
        Ok(Self {
            key: EncodingKey::from_secret(secret.expose()),
            claims,
        })
    }

    /// With these scopes, separated by spaces.
    #[must_use]
    pub fn scopes(self, scopes: &str) -> Self {
        self.claim("scope", scopes)
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
        self.signed(
            r#"{"alg":"HS256","typ":"at+jwt"}"#,
            &Value::Object(self.claims.clone()).to_string(),
        )
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

    /// A token signed with a key nobody was given.
    ///
    /// # Errors
    /// If the backend cannot sign, or the system has no randomness.
    pub fn forged(&self) -> Result<String, Misconfiguration> {
        let stranger = Self {
            key: EncodingKey::from_secret(Secret::random()?.expose()),
            claims: self.claims.clone(),
        };
        stranger.token()
    }

    /// A token without a signature (`alg: none`).
    pub fn unsigned(&self) -> String {
        let claims = Value::Object(self.claims.clone()).to_string();
        format!(
            "{}.{}.",
            encoded(r#"{"alg":"none","typ":"at+jwt"}"#),
            encoded(&claims)
        )
    }

    /// Header and claims as they are given, however wrong, with a right signature.
    ///
    /// # Errors
    /// If the backend cannot sign.
    pub fn signed(&self, header: &str, claims: &str) -> Result<String, Misconfiguration> {
        let message = format!("{}.{}", encoded(header), encoded(claims));
        let signature = crypto::sign(message.as_bytes(), &self.key, Algorithm::HS256)
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
