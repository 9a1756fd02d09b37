//! API keys as presented: in a header, a query parameter or a cookie of their own.

use std::ops::Range;

use http::{
    HeaderMap,
    header::{self, AsHeaderName},
    request::Parts,
};
use zeroize::Zeroizing;

use super::{ApiKey, MAX_CREDENTIAL, Slot, Text};

/// The key in the header `name`.
#[inline]
pub(crate) fn api_key_header(headers: &HeaderMap, name: impl AsHeaderName) -> Slot<ApiKey> {
    let mut lines = headers.get_all(name).iter();
    let Some(value) = lines.next() else {
        return Slot::Absent;
    };
    if lines.next().is_some() {
        return Slot::Malformed;
    }
    key_range(value.as_bytes(), 0).map(|range| ApiKey(Text::Header(value.clone(), range)))
}

/// The key in the cookie `name`. All `Cookie` lines count as one list (RFC 9113, section 8.2.3);
/// quotes belong to the value and nothing is percent-decoded.
pub(crate) fn api_key_cookie(headers: &HeaderMap, name: &str) -> Slot<ApiKey> {
    let mut found = None;
    for line in headers.get_all(header::COOKIE) {
        let bytes = line.as_bytes();
        let mut start = 0;
        for pair in bytes.split(|byte| *byte == b';') {
            let end = start + pair.len();
            if let Some(at) = pair.iter().position(|byte| *byte == b'=')
                && pair[..at].trim_ascii() == name.as_bytes()
            {
                if found.is_some() {
                    return Slot::Malformed;
                }
                let value = pair[at + 1..].trim_ascii();
                let lead = pair[at + 1..].len() - pair[at + 1..].trim_ascii_start().len();
                found = Some((line, start + at + 1 + lead, value));
            }
            start = end + 1;
        }
    }
    match found {
        None => Slot::Absent,
        Some((line, start, value)) => {
            key_range(value, start).map(|range| ApiKey(Text::Header(line.clone(), range)))
        }
    }
}

/// The key in the query parameter `name` (`application/x-www-form-urlencoded`).
pub(crate) fn api_key_query(parts: &Parts, name: &str) -> Slot<ApiKey> {
    let Some(path) = parts.uri.path_and_query() else {
        return Slot::Absent;
    };
    let query = path.query().unwrap_or_default();
    let mut found = None;
    let mut start = 0;
    for pair in query.split('&') {
        let (key, value) = pair
            .split_once('=')
            .map_or((pair, None), |(key, value)| (key, Some(value)));
        if decodes_to(key, name) {
            if found.is_some() {
                return Slot::Malformed;
            }
            found = Some((start + key.len() + 1, value));
        }
        start += pair.len() + 1;
    }
    match found {
        None => Slot::Absent,
        Some((_, None)) => Slot::Malformed,
        Some((start, Some(value))) => {
            if value.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
                return decoded_key(value);
            }
            key_range(value.as_bytes(), start).map(|range| ApiKey(Text::Query(path.clone(), range)))
        }
    }
}

fn decodes_to(key: &str, name: &str) -> bool {
    key == name
        || (key.bytes().any(|byte| matches!(byte, b'%' | b'+'))
            && form_urlencoded::parse(key.as_bytes())
                .next()
                .is_some_and(|(key, _)| key == name))
}

fn decoded_key(value: &str) -> Slot<ApiKey> {
    if value.len() > MAX_CREDENTIAL || !is_percent_encoded(value) {
        return Slot::Malformed;
    }
    // Parsed behind a name of ours, so that an encoded `&` or `=` in the value stays in the value.
    let pair = Zeroizing::new(format!("k={value}"));
    let decoded = form_urlencoded::parse(pair.as_bytes()).next();
    let text = Zeroizing::new(
        decoded
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default(),
    );
    if text.is_empty() || !is_visible(text.as_bytes()) {
        return Slot::Malformed;
    }
    Slot::Present(ApiKey(Text::Decoded(text)))
}

/// Whether every `%` starts two hexadecimal digits.
fn is_percent_encoded(text: &str) -> bool {
    text.split('%').skip(1).all(|after| {
        let digits = after.as_bytes();
        digits.len() >= 2 && digits[..2].iter().all(u8::is_ascii_hexdigit)
    })
}

/// Where the key stands whose text begins at `start`.
#[inline]
fn key_range(value: &[u8], start: usize) -> Slot<Range<usize>> {
    if value.is_empty() {
        return Slot::Absent;
    }
    if value.len() > MAX_CREDENTIAL || !is_visible(value) {
        return Slot::Malformed;
    }
    Slot::Present(start..start + value.len())
}

/// Whether every byte is visible ASCII.
fn is_visible(text: &[u8]) -> bool {
    // Without an early end the compiler looks at many bytes at a time.
    text.iter()
        .fold(true, |visible, byte| visible & byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::*;
    use crate::credential::reading::{headers, name};

    #[test]
    fn a_named_header_is_one_line_of_visible_ascii() {
        let key = HeaderName::from_static("x-key");
        let read = |lines: &[&[u8]]| api_key_header(&headers("x-key", lines), &key);
        assert_eq!(name(&read(&[])), "absent");
        assert_eq!(name(&read(&[b""])), "absent");
        assert_eq!(name(&read(&[b"k1"])), "present");
        for malformed in [
            &[b"a".as_slice(), b"a"] as &[&[u8]],
            &[b"a b"],
            &[b"\xff"],
            &[b"a, b"],
        ] {
            assert_eq!(name(&read(malformed)), "malformed", "{malformed:?}");
        }
    }

    #[test]
    fn a_cookie_stands_once_across_all_lines() {
        let read = |lines: &[&[u8]]| api_key_cookie(&headers("cookie", lines), "key");
        let value = |lines: &[&[u8]]| match read(lines) {
            Slot::Present(key) => key.expose().to_owned(),
            other => name(&other).to_owned(),
        };
        assert_eq!(value(&[b"a=b; key=k1; c=d"]), "k1");
        assert_eq!(value(&[b"a=b", b"key=k%31=x"]), "k%31=x");
        assert_eq!(value(&[b"key=\"k1\""]), "\"k1\"");
        assert_eq!(value(&[b"key= k1 ;x=y"]), "k1");
        assert_eq!(value(&[b"Key=k1; notkey=k; key"]), "absent");
        assert_eq!(value(&[b"key="]), "absent");
        assert_eq!(value(&[b"key=a; key=a"]), "malformed");
        assert_eq!(value(&[b"key=a", b"key=b"]), "malformed");
        assert_eq!(value(&[b"key=a b"]), "malformed");
        assert_eq!(
            value(&[b"\xff\xfe=b; key=k1"]),
            "k1",
            "another cookie's bytes do not matter"
        );
    }

    #[test]
    fn a_query_parameter_stands_once() {
        let value = |uri: &str| {
            let request = http::Request::builder()
                .uri(uri)
                .body(())
                .expect("a request");
            match api_key_query(&request.into_parts().0, "api_key") {
                Slot::Present(key) => key.expose().to_owned(),
                other => name(&other).to_owned(),
            }
        };
        assert_eq!(value("/?a=b&api_key=k1&c"), "k1");
        assert_eq!(value("/?api%5Fkey=k%31%26%3D%2B"), "k1&=+");
        for absent in ["/", "/?", "/?API_KEY=k", "/?api_key=", "/?x=api_key=k"] {
            assert_eq!(value(absent), "absent", "{absent}");
        }
        for malformed in [
            "/?api_key",
            "/?api_key=a&api_key=a",
            "/?api_key=a&api%5fkey=b",
            "/?api_key=a+b",
            "/?api_key=%",
            "/?api_key=%zz",
            "/?api_key=%ff",
            "/?api_key=%00",
            "/?api_key=a%20b",
        ] {
            assert_eq!(value(malformed), "malformed", "{malformed}");
        }
    }
}
