//! Where URLs lead, as far as it matters whether somebody is on the way.

use std::net::IpAddr;

/// An absolute URL as browsers read it (WHATWG URL, section 4.4), who take a backslash for a slash and
/// care little how many there are.
pub(crate) struct Absolute<'u> {
    scheme: &'u str,
    authority: &'u str,
    /// What follows, query and fragment included.
    pub(crate) path: &'u str,
}

/// Whether a client that is told `url` would go beyond its own machine without TLS. Relative ones lead
/// where the client is already.
pub(crate) fn is_plain_http(url: &str) -> bool {
    Absolute::parse(url).is_some_and(|url| {
        let is_plain = |plain: &&str| url.scheme.eq_ignore_ascii_case(plain);
        ["http", "ws"].iter().any(is_plain) && !url.is_loopback()
    })
}

impl<'u> Absolute<'u> {
    pub(crate) fn parse(url: &'u str) -> Option<Self> {
        let (scheme, rest) = url.trim().split_once(':')?;
        if !scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return None;
        }
        let rest = rest.trim_start_matches(['/', '\\']);
        let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        Some(Self {
            scheme,
            authority,
            path,
        })
    }

    /// Whether it is on the client's own machine. A name is so by RFC 6761, section 6.3.
    pub(crate) fn is_loopback(&self) -> bool {
        let host = self.authority.rsplit('@').next().unwrap_or_default();
        let host = match host.strip_prefix('[') {
            Some(address) => address.split(']').next(),
            None => host.split(':').next(),
        };
        let host = host.unwrap_or_default().trim_end_matches('.');
        let host = host.to_ascii_lowercase();
        host == "localhost"
            || host.ends_with(".localhost")
            || host.parse::<IpAddr>().is_ok_and(super::is_loopback)
    }

    /// Whether the same server answers for both.
    pub(crate) fn is_beside(&self, other: &Absolute<'_>) -> bool {
        self.scheme.eq_ignore_ascii_case(other.scheme)
            && self.authority.eq_ignore_ascii_case(other.authority)
    }
}
