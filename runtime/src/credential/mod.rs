//! Credentials: what a request presents, read strictly from its slot.

mod api_key;
mod authorization;
mod client_certificate;
mod grammar;

use std::{fmt, ops::Range};

use http::{HeaderValue, uri::PathAndQuery};
use zeroize::Zeroizing;

pub(crate) use self::{
    api_key::{api_key_cookie, api_key_header, api_key_query},
    authorization::{basic, bearer},
    client_certificate::client_certificate,
};

pub use self::client_certificate::ClientCertificate;

/// No credential is longer: what exceeds it is refused before it is parsed. In bytes.
pub const MAX_CREDENTIAL: usize = 8 * 1024;

/// An API key as presented: visible ASCII, at most [`MAX_CREDENTIAL`] bytes.
pub struct ApiKey(Text);

/// A bearer token as presented (RFC 6750, section 2.1): `token68`, at most [`MAX_CREDENTIAL`] bytes.
pub struct BearerToken(Text);

/// A user name and password as presented (RFC 7617). Both may be empty; neither holds control
/// characters; the password may hold colons. No Unicode normalisation is applied.
pub struct Basic {
    username: Zeroizing<String>,
    password: Zeroizing<String>,
}

impl ApiKey {
    /// The key itself.
    pub fn expose(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl BearerToken {
    /// The token itself.
    pub fn expose(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Basic {
    /// The user name.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The password itself.
    pub fn expose_password(&self) -> &str {
        &self.password
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(..)")
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BearerToken(..)")
    }
}

impl fmt::Debug for Basic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Basic(..)")
    }
}

/// What stands in a slot.
#[derive(Debug)]
pub(crate) enum Slot<C> {
    Absent,
    /// Repeated, too long, without value or outside its grammar.
    Malformed,
    /// Grammatical, but nothing a verifier could be asked about.
    Invalid,
    Present(C),
}

impl<C> Slot<C> {
    #[inline]
    fn map<D>(self, into: impl FnOnce(C) -> D) -> Slot<D> {
        match self {
            Self::Absent => Slot::Absent,
            Self::Malformed => Slot::Malformed,
            Self::Invalid => Slot::Invalid,
            Self::Present(credential) => Slot::Present(into(credential)),
        }
    }
}

/// A piece of a header or query, held by reference count so that reading it allocates nothing.
enum Text {
    Header(HeaderValue, Range<usize>),
    Query(PathAndQuery, Range<usize>),
    Decoded(Zeroizing<String>),
}

impl Text {
    fn as_bytes(&self) -> &[u8] {
        let (bytes, range) = match self {
            Self::Header(value, range) => (value.as_bytes(), range),
            Self::Query(path, range) => (path.query().unwrap_or_default().as_bytes(), range),
            Self::Decoded(text) => return text.as_bytes(),
        };
        bytes.get(range.clone()).unwrap_or_default()
    }

    fn as_str(&self) -> &str {
        // The readers admit visible ASCII only, so this cannot fail; every verifier would refuse an
        // empty text.
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

/// What tests of the readers share.
#[cfg(test)]
mod reading {
    use http::HeaderMap;

    use super::*;

    pub(super) fn headers(name: &'static str, lines: &[&[u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name, HeaderValue::from_bytes(line).expect("a header value"));
        }
        headers
    }

    pub(super) fn name<C>(slot: &Slot<C>) -> &'static str {
        match slot {
            Slot::Absent => "absent",
            Slot::Malformed => "malformed",
            Slot::Invalid => "invalid",
            Slot::Present(_) => "present",
        }
    }
}
