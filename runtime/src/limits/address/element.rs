//! Elements: what one proxy says of the hop before it.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The elements of a field's line from the last to the first. Whoever wrote the last ones is closest to
/// us, and nothing that stands before them, an open quote for one, can change how they are read.
pub(super) fn from_the_right(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let line = rest?;
        let mut quoted = false;
        let comma = line.iter().rposition(|byte| {
            quoted ^= *byte == b'"';
            *byte == b',' && !quoted
        });
        let element = comma.map_or(line, |comma| &line[comma + 1..]);
        rest = comma.map(|comma| &line[..comma]);
        Some(element)
    })
}

/// An element of `X-Forwarded-For`: an address, with or without a port.
pub(super) fn bare(element: &[u8]) -> Option<IpAddr> {
    address(str::from_utf8(element).ok()?.trim_matches([' ', '\t']))
}

/// An element of `Forwarded` (RFC 7239, section 4): its `for`, where that is an address.
pub(super) fn forwarded(element: &[u8]) -> Option<IpAddr> {
    let mut found = None;
    for pair in str::from_utf8(element).ok()?.split(';') {
        let (name, value) = pair.trim_matches([' ', '\t']).split_once('=')?;
        if name.eq_ignore_ascii_case("for") {
            let unquoted = value
                .strip_prefix('"')
                .and_then(|value| value.strip_suffix('"'));
            let address = node(value, unquoted)?;
            if found.replace(address).is_some() {
                return None;
            }
        }
    }
    found
}

/// IPv6 stands in brackets, and whatever holds brackets or a port in quotes.
fn node(value: &str, unquoted: Option<&str>) -> Option<IpAddr> {
    match unquoted {
        Some(node) if node.starts_with('[') || node.contains('.') => address(node),
        Some(_) => None,
        None => value.parse().ok().filter(IpAddr::is_ipv4),
    }
}

fn address(text: &str) -> Option<IpAddr> {
    let bracketed = || {
        let inner = text.strip_prefix('[')?.strip_suffix(']')?;
        inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6)
    };
    // An address of a zone is local to its host.
    let socket = || {
        let socket: SocketAddr = text.parse().ok()?;
        (!text.contains('%')).then(|| socket.ip())
    };
    text.parse()
        .ok()
        .or_else(bracketed)
        .or_else(socket)
        .map(|address| address.to_canonical())
}
