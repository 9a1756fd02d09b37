//! The `Authorization` field: bearer tokens and Basic.

use std::ops::Range;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderValue, header};
use zeroize::Zeroizing;

use super::{
    Basic, BearerToken, MAX_CREDENTIAL, Slot, Text,
    grammar::{are_auth_params, is_tchar, is_token68},
};

/// The token of `Authorization: Bearer` (RFC 6750, section 2.1).
pub(crate) fn bearer(headers: &HeaderMap) -> Slot<BearerToken> {
    token68(headers, "Bearer").map(|(value, range)| BearerToken(Text::Header(value.clone(), range)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::reading::{headers, name};

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
}
