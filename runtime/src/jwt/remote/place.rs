//! Places: where a provider publishes its keys.

use std::fmt;

use super::super::json::{self, Member};
use crate::fetch::{Answer, Endpoint, Failure, Fetch};

/// Where metadata stands under an issuer identifier.
const METADATA: &str = "/.well-known/openid-configuration";

/// Where the keys are.
#[derive(Clone)]
pub(in crate::jwt) enum Place {
    /// The JWK set (RFC 7517, section 5).
    Set(Endpoint),
    /// Where the provider's metadata says, under its issuer identifier.
    Discovery { issuer: String, metadata: Endpoint },
}

impl Place {
    pub(in crate::jwt) fn set(url: &str) -> Result<Self, &'static str> {
        if is_metadata(url) {
            return Err("is that of metadata, not of keys: see `discover`");
        }
        Endpoint::parse(url).map(Self::Set)
    }

    /// `OpenID` Connect Discovery 1.0, section 4.1.
    pub(in crate::jwt) fn discovery(issuer: &str) -> Result<Self, &'static str> {
        Endpoint::parse(issuer)?;
        if issuer.contains('?') {
            return Err("holds a query");
        }
        if is_metadata(issuer) {
            return Err("is that of metadata: name the issuer, without `/.well-known/…`");
        }
        let base = issuer.strip_suffix('/').unwrap_or(issuer);
        Ok(Self::Discovery {
            issuer: issuer.to_owned(),
            metadata: Endpoint::parse(&format!("{base}{METADATA}"))?,
        })
    }

    /// Where it begins.
    pub(in crate::jwt) fn endpoint(&self) -> &Endpoint {
        match self {
            Self::Set(endpoint)
            | Self::Discovery {
                metadata: endpoint, ..
            } => endpoint,
        }
    }

    /// The text of the JWK set.
    pub(super) async fn fetch(&self, fetch: &dyn Fetch) -> Result<Answer, Failure> {
        match self {
            Self::Set(endpoint) => fetch.get(endpoint).await,
            Self::Discovery { issuer, metadata } => {
                let answer = fetch.get(metadata).await?;
                let keys = keys_of(&answer.body, issuer, metadata).map_err(Failure::Content)?;
                fetch.get(&keys).await
            }
        }
    }
}

fn is_metadata(url: &str) -> bool {
    url.trim_end_matches('/').ends_with(METADATA)
}

/// Where the metadata of `issuer` says its keys are.
fn keys_of(metadata: &[u8], issuer: &str, from: &Endpoint) -> Result<Endpoint, &'static str> {
    let members = json::members::<2>(metadata, |name| match name {
        "issuer" => Some(0),
        "jwks_uri" => Some(1),
        _ => None,
    })
    .ok_or("its metadata is not a JSON object")?;
    // RFC 8414, section 3.3: byte for byte, or somebody else's keys would be trusted.
    if !matches!(members.get(0), Some(Member::Text(theirs)) if theirs == issuer) {
        return Err("its metadata is of another issuer");
    }
    let Some(Member::Text(keys)) = members.get(1) else {
        return Err("its metadata names no `jwks_uri`");
    };
    let keys = Endpoint::parse(keys).map_err(|_| "its `jwks_uri` is not an `https` URL")?;
    if keys.leads_here() && !from.is_local() {
        return Err("its `jwks_uri` is on this machine");
    }
    Ok(keys)
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.endpoint().fmt(f)
    }
}
