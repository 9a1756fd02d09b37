//! Credentials: what a request presents, read strictly from its slot.

use std::{fmt, ops::Range};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderValue, header, request::Parts, uri::PathAndQuery};
use zeroize::Zeroizing;

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
}

impl BearerToken {
    /// The token itself.
    pub fn expose(&self) -> &str {
        self.0.as_str()
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

/// A piece of a header or query, held by reference count so that reading it allocates nothing.
enum Text {
    Header(HeaderValue, Range<usize>),
    Query(PathAndQuery, Range<usize>),
    Decoded(Zeroizing<String>),
}

impl Text {
    fn as_str(&self) -> &str {
        // The readers below admit visible ASCII only, so the conversion cannot fail for a header;
        // an empty string would be refused by every verifier.
        match self {
            Self::Header(value, range) => value
                .as_bytes()
                .get(range.clone())
                .and_then(|text| std::str::from_utf8(text).ok())
                .unwrap_or_default(),
            Self::Query(path, range) => path
                .query()
                .and_then(|query| query.get(range.clone()))
                .unwrap_or_default(),
            Self::Decoded(text) => text,
        }
    }
}

/// The key in the header `name`.
pub(crate) fn api_key_header(headers: &HeaderMap, name: &str) -> Slot<ApiKey> {
    let mut lines = headers.get_all(name).iter();
    let Some(value) = lines.next() else {
        return Slot::Absent;
    };
    if lines.next().is_some() {
        return Slot::Malformed;
    }
    key_text(
        value.as_bytes(),
        |range| Text::Header(value.clone(), range),
        0,
    )
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
            key_text(value, |range| Text::Header(line.clone(), range), start)
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
            key_text(
                value.as_bytes(),
                |range| Text::Query(path.clone(), range),
                start,
            )
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
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
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

fn key_text(value: &[u8], text: impl FnOnce(Range<usize>) -> Text, start: usize) -> Slot<ApiKey> {
    if value.is_empty() {
        return Slot::Absent;
    }
    if value.len() > MAX_CREDENTIAL || !value.iter().all(u8::is_ascii_graphic) {
        return Slot::Malformed;
    }
    Slot::Present(ApiKey(text(start..start + value.len())))
}

/// The token of `Authorization: Bearer` (RFC 6750, section 2.1).
pub(crate) fn bearer(headers: &HeaderMap) -> Slot<BearerToken> {
    match token68(headers, "Bearer") {
        Slot::Present((value, range)) => {
            Slot::Present(BearerToken(Text::Header(value.clone(), range)))
        }
        Slot::Absent => Slot::Absent,
        Slot::Malformed => Slot::Malformed,
        Slot::Invalid => Slot::Invalid,
    }
}

/// User name and password of `Authorization: Basic` (RFC 7617, section 2).
pub(crate) fn basic(headers: &HeaderMap) -> Slot<Basic> {
    let (value, range) = match token68(headers, "Basic") {
        Slot::Present(found) => found,
        Slot::Absent => return Slot::Absent,
        Slot::Malformed => return Slot::Malformed,
        Slot::Invalid => return Slot::Invalid,
    };
    let Ok(bytes) = STANDARD
        .decode(&value.as_bytes()[range])
        .map(Zeroizing::new)
    else {
        return Slot::Malformed;
    };
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return Slot::Malformed;
    };
    match text.split_once(':') {
        Some((username, password)) if !text.chars().any(char::is_control) => Slot::Present(Basic {
            username: Zeroizing::new(username.to_owned()),
            password: Zeroizing::new(password.to_owned()),
        }),
        _ => Slot::Invalid,
    }
}

/// The `token68` behind `scheme` in the whole `Authorization` field (RFC 9110, section 11.4).
///
/// The grammar of the field is judged before the scheme is looked at: a field that no scheme could
/// accept is malformed for every reader.
fn token68<'h>(headers: &'h HeaderMap, scheme: &str) -> Slot<(&'h HeaderValue, Range<usize>)> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = lines.next() else {
        return Slot::Absent;
    };
    let field = value.as_bytes();
    if lines.next().is_some() || field.len() > MAX_CREDENTIAL {
        return Slot::Malformed;
    }
    if field.is_empty() {
        return Slot::Absent;
    }
    let name_end = field
        .iter()
        .position(|byte| *byte == b' ')
        .unwrap_or(field.len());
    let (name, rest) = field.split_at(name_end);
    let spaces = rest.iter().take_while(|byte| **byte == b' ').count();
    let rest = &rest[spaces..];
    let ours = name.eq_ignore_ascii_case(scheme.as_bytes());
    if !name.iter().copied().all(is_tchar) {
        return Slot::Malformed;
    }
    if ours && is_token68(rest) {
        let start = name_end + spaces;
        return Slot::Present((value, start..start + rest.len()));
    }
    if !ours && (rest.is_empty() || is_token68(rest) || are_auth_params(rest)) {
        return Slot::Absent;
    }
    Slot::Malformed
}

/// RFC 9110, section 5.6.2.
pub(crate) const fn is_tchar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}

/// RFC 9110, section 11.2.
fn is_token68(text: &[u8]) -> bool {
    let end = text
        .iter()
        .rposition(|byte| *byte != b'=')
        .map_or(0, |last| last + 1);
    let symbols = &text[..end];
    // Tokens are long: without an early end the compiler looks at many bytes at a time.
    let fit = symbols.iter().fold(true, |fit, byte| {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        let digit = byte.wrapping_sub(b'0') < 10;
        let mark = matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/');
        (letter || digit || mark) && fit
    });
    fit && !symbols.is_empty()
}

/// `#auth-param` (RFC 9110, section 11.2): `name = (token / quoted-string)`, separated by commas.
fn are_auth_params(text: &[u8]) -> bool {
    let mut rest = text;
    loop {
        rest = trim_ows(rest);
        if rest.is_empty() {
            return true;
        }
        if rest[0] != b',' {
            let Some(after) = auth_param(rest) else {
                return false;
            };
            rest = trim_ows(after);
            if rest.is_empty() {
                return true;
            }
        }
        if rest[0] != b',' {
            return false;
        }
        rest = &rest[1..];
    }
}

/// What follows the parameter `text` begins with.
fn auth_param(text: &[u8]) -> Option<&[u8]> {
    let after_name = trim_ows(token(text)?);
    let value = trim_ows(after_name.strip_prefix(b"=")?);
    let Some(mut quoted) = value.strip_prefix(b"\"") else {
        return token(value);
    };
    loop {
        quoted = match quoted {
            [b'"', rest @ ..] => return Some(rest),
            [b'\\', escaped, rest @ ..] if is_text(*escaped) => rest,
            [byte, rest @ ..] if *byte != b'\\' && is_text(*byte) => rest,
            _ => return None,
        };
    }
}

/// What follows the token `text` begins with.
fn token(text: &[u8]) -> Option<&[u8]> {
    let end = text
        .iter()
        .position(|byte| !is_tchar(*byte))
        .unwrap_or(text.len());
    (end > 0).then(|| &text[end..])
}

/// Visible ASCII, space and tab; obsolete octets (0x80 and above) are not taken.
const fn is_text(byte: u8) -> bool {
    matches!(byte, b'\t' | b' '..=b'~')
}

fn trim_ows(text: &[u8]) -> &[u8] {
    let start = text
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'\t'))
        .unwrap_or(text.len());
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, lines: &[&[u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name, HeaderValue::from_bytes(line).expect("a header value"));
        }
        headers
    }

    fn name<C>(slot: &Slot<C>) -> &'static str {
        match slot {
            Slot::Absent => "absent",
            Slot::Malformed => "malformed",
            Slot::Invalid => "invalid",
            Slot::Present(_) => "present",
        }
    }

    #[test]
    fn token68_is_what_the_grammar_says() {
        for byte in 0..=u8::MAX {
            let expected = byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
            assert_eq!(is_token68(&[b'a', byte, b'a']), expected, "{byte:#x}");
        }
        for padded in ["a=", "a=="] {
            assert!(is_token68(padded.as_bytes()), "{padded}");
        }
        for refused in ["", "=", "==", "a=a", "=a"] {
            assert!(!is_token68(refused.as_bytes()), "{refused}");
        }
    }

    #[test]
    fn authorization_is_one_field_with_one_grammar() {
        let cases: &[(&[&[u8]], &str, &str)] = &[
            (&[], "absent", "absent"),
            (&[b""], "absent", "absent"),
            (&[b"Bearer abc"], "present", "absent"),
            (&[b"bEARER    a.b-c_d~e+f/g=="], "present", "absent"),
            (&[b"Basic dTpw"], "absent", "present"),
            (&[b"Bearer"], "malformed", "absent"),
            (&[b"Bearer "], "malformed", "absent"),
            (&[b"Bearer\tabc"], "malformed", "malformed"),
            (&[b"Bearer abc def"], "malformed", "malformed"),
            (&[b"Bearer abc, Basic dTpw"], "malformed", "malformed"),
            (&[b"Bearer a=b=c"], "malformed", "malformed"),
            (&[b"Bearer ="], "malformed", "malformed"),
            (&[b"Bearer t\xc3\xb6ken"], "malformed", "malformed"),
            (&[b"Bearer a", b"Bearer a"], "malformed", "malformed"),
            (&[b"Bearer a", b""], "malformed", "malformed"),
            (
                &[b"Digest username=\"x\", realm=\"a \\\" b\" , qop=auth"],
                "absent",
                "absent",
            ),
            (&[b"Digest username=\"x"], "malformed", "malformed"),
            (&[b"Negotiate"], "absent", "absent"),
            (&[b"(x) y"], "malformed", "malformed"),
            (&[b"Basic !!!"], "malformed", "malformed"),
            (&[b"Basic dTpw="], "absent", "malformed"),
            (&[b"Basic /////w=="], "absent", "malformed"),
            (&[b"Basic dXA="], "absent", "invalid"),
            (&[b"Basic dTpwAA=="], "absent", "invalid"),
        ];
        for (lines, expected_bearer, expected_basic) in cases {
            let headers = headers("authorization", lines);
            assert_eq!(
                name(&bearer(&headers)),
                *expected_bearer,
                "bearer of {lines:?}"
            );
            assert_eq!(
                name(&basic(&headers)),
                *expected_basic,
                "basic of {lines:?}"
            );
        }
        let long = [b"Bearer ".as_slice(), &vec![b'a'; MAX_CREDENTIAL - 6]].concat();
        assert_eq!(
            name(&bearer(&headers("authorization", &[&long]))),
            "malformed"
        );
        let fits = &long[..MAX_CREDENTIAL];
        assert_eq!(name(&bearer(&headers("authorization", &[fits]))), "present");
    }

    #[test]
    fn basic_splits_at_the_first_colon() {
        let Slot::Present(credential) = basic(&headers("authorization", &[b"Basic dTpwOnE6"]))
        else {
            panic!("`u:p:q:` is a credential");
        };
        assert_eq!(
            (credential.username(), credential.expose_password()),
            ("u", "p:q:")
        );
    }

    #[test]
    fn a_named_header_is_one_line_of_visible_ascii() {
        let read = |lines: &[&[u8]]| api_key_header(&headers("x-key", lines), "X-Key");
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
