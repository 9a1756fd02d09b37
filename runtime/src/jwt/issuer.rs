//! Issuers: whose tokens count, what for, and where their keys are.

use std::fmt;

use super::{KeySet, algorithm::Algorithm, trusted::Source};
use crate::misconfiguration::Misconfiguration;

/// One of several issuers that a [`Jwt`](crate::Jwt) trusts, with keys and audience of its own
/// (RFC 8725, section 3.8): a token that names it is verified with its keys and no others.
///
/// ```
/// # use axum_secured::{ClaimsOnly, Issuer, Jwt, KeySet, Misconfiguration};
/// # fn verifier(one: KeySet, other: KeySet) -> Result<Jwt<ClaimsOnly<()>>, Misconfiguration> {
/// Jwt::issuers([
///     Issuer::keys("https://staff.example.com", one).audience("https://items.example.com"),
///     Issuer::keys("https://shops.example.com", other).audience("items"),
/// ])
/// .claims_only()
/// .build()
/// # }
/// ```
#[must_use]
pub struct Issuer {
    pub(super) name: String,
    pub(super) audiences: Vec<String>,
    pub(super) origin: Origin,
}

/// Where keys come from.
pub(super) enum Origin {
    Keys(KeySet),
    #[cfg(feature = "jwks")]
    Jwks(String),
    #[cfg(feature = "jwks")]
    Discovery(String),
    #[cfg(feature = "tokens")]
    Own(std::sync::Arc<super::ring::Ring>),
}

impl Issuer {
    /// The issuer that calls itself `name` (`iss`) and signs with one of these keys.
    pub fn keys(name: impl Into<String>, keys: KeySet) -> Self {
        Self::new(name.into(), Origin::Keys(keys))
    }

    /// The issuer that calls itself `name` (`iss`) and publishes its keys at `url`: see
    /// [`Jwt::jwks`](crate::Jwt::jwks).
    #[cfg(feature = "jwks")]
    pub fn jwks(name: impl Into<String>, url: impl Into<String>) -> Self {
        Self::new(name.into(), Origin::Jwks(url.into()))
    }

    /// The issuer that calls itself `name` (`iss`), a URL under which it says where its keys are: see
    /// [`Jwt::discover`](crate::Jwt::discover).
    #[cfg(feature = "jwks")]
    pub fn discover(name: impl Into<String>) -> Self {
        let name = name.into();
        Self::new(name.clone(), Origin::Discovery(name))
    }

    fn new(name: String, origin: Origin) -> Self {
        Self {
            name,
            audiences: Vec::new(),
            origin,
        }
    }

    /// Accepts its tokens meant for `audience`: see
    /// [`JwtBuilder::audience`](crate::JwtBuilder::audience).
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }
}

impl Origin {
    /// The keys, checked as far as they are known. `rsa` is for keys that are fetched.
    pub(super) fn open(self, rsa: Option<Algorithm>) -> Result<Source, Misconfiguration> {
        let _ = rsa;
        match self {
            Self::Keys(keys) => keys.check().map(Source::Given),
            #[cfg(feature = "tokens")]
            Self::Own(ring) => Ok(Source::Own(ring)),
            #[cfg(feature = "jwks")]
            Self::Jwks(url) => Source::published(super::remote::Place::set(&url), &url, rsa),
            #[cfg(feature = "jwks")]
            Self::Discovery(issuer) => {
                Source::published(super::remote::Place::discovery(&issuer), &issuer, rsa)
            }
        }
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer")
            .field("name", &self.name)
            .field("audiences", &self.audiences)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keys(keys) => keys.fmt(f),
            #[cfg(feature = "tokens")]
            Self::Own(ring) => ring.fmt(f),
            #[cfg(feature = "jwks")]
            Self::Jwks(url) | Self::Discovery(url) => f.write_str(&crate::fetch::shown(url)),
        }
    }
}
