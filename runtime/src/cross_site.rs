//! Requests from other sites: whether a credential that the browser sent by itself counts.

use http::{HeaderMap, HeaderValue, Method, header, request::Parts};

use crate::{scheme::Kind, settings::Settings};

impl Kind {
    /// Whether browsers attach this credential without being asked by the page.
    #[inline]
    pub(crate) fn is_sent_by_browsers(&self) -> bool {
        match self {
            Self::ApiKeyCookie(_) | Self::Basic | Self::MutualTls => true,
            Self::Custom {
                challenge,
                published,
            } => {
                // Schemes that browsers answer from what the user or the system told them once.
                published.is_sent_by_browsers()
                    || ["Basic", "Digest", "Negotiate", "NTLM"]
                        .iter()
                        .any(|known| known.eq_ignore_ascii_case(challenge))
            }
            _ => false,
        }
    }
}

/// Whether the request may change something and comes from another site. Requests with neither
/// `Origin` nor `Sec-Fetch-Site` were not made by a page.
pub(crate) fn is_refused(parts: &Parts, settings: &Settings) -> bool {
    if settings.cross_site || !(changes_something(&parts.method) || is_websocket(&parts.headers)) {
        return false;
    }
    match single(&parts.headers, header::ORIGIN.as_str()) {
        Field::Absent => {}
        Field::One(origin) if is_trusted(origin, settings) => return false,
        Field::One(origin) if is_own(origin, parts) => {}
        _ => return true,
    }
    match single(&parts.headers, "sec-fetch-site") {
        Field::Absent => false,
        Field::One(site) => !matches!(site.as_bytes(), b"same-origin" | b"none"),
        Field::Repeated => true,
    }
}

fn changes_something(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Over HTTP/1.1. Over HTTP/2 the method of a handshake is CONNECT (RFC 8441).
fn is_websocket(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::UPGRADE)
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b','))
        // A protocol may carry a version (RFC 9110, section 7.8).
        .filter_map(|protocol| protocol.split(|byte| *byte == b'/').next())
        .any(|name| name.trim_ascii().eq_ignore_ascii_case(b"websocket"))
}

fn is_trusted(origin: &HeaderValue, settings: &Settings) -> bool {
    settings
        .trusted_origins
        .iter()
        .any(|trusted| origin.as_bytes().eq_ignore_ascii_case(trusted.as_bytes()))
}

/// Whether the origin's host and port are those the request was sent to. The URI's scheme is not
/// compared: behind a proxy that ends TLS we do not see it.
fn is_own(origin: &HeaderValue, parts: &Parts) -> bool {
    let Some(authority) = origin.to_str().ok().and_then(|origin| {
        origin
            .strip_prefix("https://")
            .or_else(|| origin.strip_prefix("http://"))
    }) else {
        return false;
    };
    let host = match single(&parts.headers, header::HOST.as_str()) {
        Field::One(host) => host.to_str().ok(),
        Field::Absent => parts.uri.authority().map(http::uri::Authority::as_str),
        Field::Repeated => None,
    };
    host.is_some_and(|host| !host.is_empty() && host.eq_ignore_ascii_case(authority))
}

enum Field<'h> {
    Absent,
    One(&'h HeaderValue),
    Repeated,
}

fn single<'h>(headers: &'h HeaderMap, name: &str) -> Field<'h> {
    let mut lines = headers.get_all(name).iter();
    match (lines.next(), lines.next()) {
        (None, _) => Field::Absent,
        (Some(line), None) => Field::One(line),
        (Some(_), Some(_)) => Field::Repeated,
    }
}
