//! Forms: the parameters of a request's body, read strictly.

use std::collections::BTreeMap;

use axum::body::{Body, HttpBody as _, to_bytes};
use http::{HeaderMap, Method, Request, header};
use zeroize::Zeroizing;

use super::TokenError;

/// No form is longer; what is, is not read to its end. In bytes.
pub(super) const MAX_FORM: usize = 16 * 1024;

/// The parameters of a form: each stands once, an empty one is as good as absent, and what nobody asks
/// for is ignored (RFC 6749, section 3.2).
pub(super) struct Form(BTreeMap<String, Zeroizing<String>>);

/// A parameter, decoded.
pub(super) type Text = Zeroizing<String>;

impl Form {
    /// The head of a request and the form in its body.
    pub(super) async fn of(request: Request<Body>) -> Result<(HeaderMap, Self), TokenError> {
        let (head, body) = request.into_parts();
        if head.method != Method::POST {
            return Err(TokenError::InvalidRequest("The method is not POST."));
        }
        if !is_form(&head.headers) {
            return Err(TokenError::InvalidRequest("The body is not form-encoded."));
        }
        let too_long = TokenError::InvalidRequest("The form cannot be read or is too long.");
        if body.size_hint().lower() > MAX_FORM as u64 {
            return Err(too_long);
        }
        let Ok(bytes) = to_bytes(body, MAX_FORM).await else {
            return Err(too_long);
        };
        let form = Self::parse(&bytes).map_err(TokenError::InvalidRequest)?;
        Ok((head.headers, form))
    }

    pub(super) fn parse(text: &[u8]) -> Result<Self, &'static str> {
        let mut parameters = BTreeMap::new();
        for pair in text.split(|byte| *byte == b'&') {
            if pair.is_empty() {
                continue;
            }
            let middle = pair.iter().position(|byte| *byte == b'=');
            let (name, value) = match middle {
                Some(middle) => (&pair[..middle], &pair[middle + 1..]),
                None => (pair, &pair[..0]),
            };
            let (Some(name), Some(value)) = (decoded(name), decoded(value)) else {
                return Err("A parameter is not text.");
            };
            if parameters.insert(name.to_string(), value).is_some() {
                return Err("A parameter is repeated.");
            }
        }
        parameters.retain(|_, value| !value.is_empty());
        Ok(Self(parameters))
    }

    /// The parameter `name`, if it is there.
    pub(super) fn take(&mut self, name: &str) -> Option<Text> {
        self.0.remove(name)
    }
}

/// The media type, in UTF-8 if it says so.
fn is_form(headers: &HeaderMap) -> bool {
    let mut lines = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (lines.next(), lines.next()) else {
        return false;
    };
    let Ok(value) = value.to_str() else {
        return false;
    };
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
        && parts.all(|parameter| match parameter.split_once('=') {
            Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
                value.trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            _ => true,
        })
}

/// What is written in `application/x-www-form-urlencoded`: text without control characters (RFC 6749,
/// appendix A). Nothing is replaced or left as it is.
pub(super) fn decoded(text: &[u8]) -> Option<Text> {
    // Room for all of it, so that no copy stays behind in memory.
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let (byte, after) = match (first, after) {
            (b'%', [high, low, after @ ..]) => (digit(*high)? << 4 | digit(*low)?, after),
            (b'%', _) => return None,
            (b'+', after) => (b' ', after),
            (byte, after) => (*byte, after),
        };
        if byte.is_ascii_control() && byte != b'\t' {
            return None;
        }
        bytes.push(byte);
        rest = after;
    }
    std::str::from_utf8(&bytes).ok()?;
    String::from_utf8(std::mem::take(&mut *bytes))
        .ok()
        .map(Zeroizing::new)
}

/// The value of a hexadecimal digit.
fn digit(byte: u8) -> Option<u8> {
    let value = char::from(byte).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &[u8], name: &str) -> Option<String> {
        let mut form = Form::parse(form).ok()?;
        form.take(name).map(|text| text.to_string())
    }

    #[test]
    fn parameters_are_decoded() {
        let form = b"&a=1+2%2b%C3%B6&&b=x=y&%63=+&d&e=\tz";
        for (name, value) in [("a", "1 2+ö"), ("b", "x=y"), ("c", " "), ("e", "\tz")] {
            assert_eq!(read(form, name).as_deref(), Some(value), "{name}");
        }
        assert_eq!(read(form, "d"), None, "without a value");
        assert_eq!(read(b"", "a"), None);
    }

    #[test]
    fn what_is_no_text_or_repeated_is_refused() {
        for form in [
            &b"a=%00"[..],
            b"a=\0",
            b"%00=a",
            b"a=%0d%0ab",
            b"a=%7f",
            b"a=%",
            b"a=%4",
            b"a=%zz",
            b"a=%+4",
            b"a=\xff",
            b"a=%ff",
            b"a=%C3",
            b"a=%ED%A0%80",
            b"\xc3=a",
        ] {
            assert_eq!(
                Form::parse(form).err(),
                Some("A parameter is not text."),
                "{form:?}"
            );
        }
        for form in [&b"a=1&a=2"[..], b"a&a", b"a=&a=1", b"a=1&%61=1", b"=&="] {
            assert_eq!(
                Form::parse(form).err(),
                Some("A parameter is repeated."),
                "{form:?}"
            );
        }
    }

    #[test]
    fn the_type_is_that_of_forms_in_utf8() {
        let with = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                let value = line.parse().expect("a value");
                headers.append(header::CONTENT_TYPE, value);
            }
            is_form(&headers)
        };
        let form = "application/x-www-form-urlencoded";
        for fit in [
            form,
            "Application/X-WWW-Form-Urlencoded",
            "application/x-www-form-urlencoded; charset=UTF-8",
            "application/x-www-form-urlencoded ;charset=\"utf-8\"",
            "application/x-www-form-urlencoded; boundary=x",
        ] {
            assert!(with(&[fit]), "{fit}");
        }
        for unfit in [
            "",
            "application/json",
            "multipart/form-data; boundary=x",
            "text/plain; application/x-www-form-urlencoded",
            "application/x-www-form-urlencodedx",
            "application/x-www-form-urlencoded; charset=iso-8859-1",
        ] {
            assert!(!with(&[unfit]), "{unfit}");
        }
        assert!(!with(&[]));
        assert!(!with(&[form, form]));
    }
}
