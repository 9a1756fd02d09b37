//! Drafts: what a token says, until it is signed.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::{Inner, TokenSigner};
use crate::{misconfiguration::Misconfiguration, secret::fill_random, tokens::Granted};

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

impl<'s> TokenDraft<'s> {
    pub(super) fn new(signer: &'s TokenSigner, subject: &str) -> Self {
        Self {
            signer,
            claims: Map::from_iter([("sub".to_owned(), json!(subject))]),
            fault: None,
        }
    }
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
