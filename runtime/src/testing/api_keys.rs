//! API keys as requests present them.

use std::fmt;

use http::HeaderValue;
use zeroize::Zeroizing;

use crate::{credential::MAX_CREDENTIAL, secret::Secret};

/// An API key, right or spoilt, and the forms in which it travels.
///
/// It admits nobody by itself: the verifier has to know the key.
///
/// ```
/// use axum_secured::{Secret, testing::TestKey};
///
/// let secret = Secret::from_bytes("one-key-of-sixteen-bytes");
/// let key = TestKey::of(&secret);
/// assert_eq!(key.header(), "one-key-of-sixteen-bytes"); // 200
/// assert_eq!(key.wrong().query("api_key"), "api_key=one-key-of-sixteen-bytet"); // 401
/// ```
#[derive(Clone)]
pub struct TestKey(Zeroizing<String>);

impl TestKey {
    /// The key itself.
    ///
    /// # Panics
    /// If `secret` is not visible ASCII, which no API key is made of.
    pub fn of(secret: &Secret) -> Self {
        let text = secret
            .expose_str()
            .filter(|text| text.bytes().all(|byte| byte.is_ascii_graphic()))
            .expect("an API key is visible ASCII");
        Self(Zeroizing::new(text.to_owned()))
    }

    /// Well-formed and wrong in the last character. 401.
    #[must_use]
    pub fn wrong(&self) -> Self {
        let mut text = self.0.to_string();
        let last = text.pop().unwrap_or('x');
        let next = match last {
            'a'..='y' | 'A'..='Y' | '0'..='8' => char::from(last as u8 + 1),
            _ => 'a',
        };
        text.push(next);
        Self(Zeroizing::new(text))
    }

    /// Well-formed, without the last character. 401.
    #[must_use]
    pub fn truncated(&self) -> Self {
        let mut text = self.0.clone();
        text.pop();
        Self(text)
    }

    /// Well-formed, with a character too many. 401.
    #[must_use]
    pub fn extended(&self) -> Self {
        Self(Zeroizing::new(format!("{}x", *self.0)))
    }

    /// With a space inside, outside the grammar of keys. 400.
    #[must_use]
    pub fn malformed(&self) -> Self {
        Self(Zeroizing::new(format!("{} x", *self.0)))
    }

    /// One byte longer than any credential may be. 400.
    #[must_use]
    pub fn oversized(&self) -> Self {
        let fill = (MAX_CREDENTIAL + 1).saturating_sub(self.0.len());
        Self(Zeroizing::new(format!("{}{}", *self.0, "x".repeat(fill))))
    }

    /// No characters at all, which counts as absent. 401.
    #[must_use]
    pub fn empty(&self) -> Self {
        Self(Zeroizing::default())
    }

    /// The value of the header that carries the key.
    pub fn header(&self) -> HeaderValue {
        value(&self.0)
    }

    /// The value of `Authorization` that carries it as an opaque bearer token.
    pub fn bearer(&self) -> HeaderValue {
        value(&Zeroizing::new(format!("Bearer {}", *self.0)))
    }

    /// The value of `Cookie` that carries it in the cookie `name`.
    ///
    /// # Panics
    /// If `name` cannot stand in a header.
    pub fn cookie(&self, name: &str) -> HeaderValue {
        value(&Zeroizing::new(format!("{name}={}", *self.0)))
    }

    /// The query, without `?`, that carries it in the parameter `name`.
    pub fn query(&self, name: &str) -> String {
        form_urlencoded::Serializer::new(String::new())
            .append_pair(name, &self.0)
            .finish()
    }
}

impl fmt::Debug for TestKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TestKey(..)")
    }
}

/// A header value that `Debug` does not show.
pub(super) fn value(text: &str) -> HeaderValue {
    let mut value = HeaderValue::from_str(text).expect("visible ASCII and spaces");
    value.set_sensitive(true);
    value
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Request};

    use super::*;
    use crate::credential::{self, Slot};

    const TEXT: &str = "one+key/of=16-by";

    fn key() -> TestKey {
        TestKey::of(&Secret::from_bytes(TEXT))
    }

    fn read(name: &'static str, value: HeaderValue) -> HeaderMap {
        HeaderMap::from_iter([(http::HeaderName::from_static(name), value)])
    }

    /// What the reader of each slot finds: header, query, cookie.
    fn found(key: &TestKey) -> [String; 3] {
        let uri = format!("/?{}", key.query("k"));
        let parts = Request::get(uri)
            .body(())
            .expect("a request")
            .into_parts()
            .0;
        [
            credential::api_key_header(&read("x-key", key.header()), "x-key"),
            credential::api_key_query(&parts, "k"),
            credential::api_key_cookie(&read("cookie", key.cookie("k")), "k"),
        ]
        .map(|slot| match slot {
            Slot::Present(key) => key.expose().to_owned(),
            other => format!("{other:?}"),
        })
    }

    #[test]
    fn each_form_is_read_as_it_was_meant() {
        for (key, expected) in [
            (key(), TEXT),
            (key().wrong(), "one+key/of=16-bz"),
            (key().truncated(), "one+key/of=16-b"),
            (key().extended(), "one+key/of=16-byx"),
            (key().malformed(), "Malformed"),
            (key().oversized(), "Malformed"),
            (key().empty(), "Absent"),
        ] {
            assert_eq!(found(&key), [expected; 3]);
        }
    }

    #[test]
    fn a_key_travels_as_bearer_token() {
        let key = TestKey::of(&Secret::from_bytes("one-key-of-16-by"));
        let token = credential::bearer(&read("authorization", key.bearer()));
        assert!(matches!(token, Slot::Present(token) if token.expose() == "one-key-of-16-by"));
        let token = credential::bearer(&read("authorization", key.malformed().bearer()));
        assert!(matches!(token, Slot::Malformed));
    }

    #[test]
    fn a_wrong_key_is_never_the_right_one() {
        for last in '!'..='~' {
            let text = format!("one-key-of-16-b{last}");
            let key = TestKey::of(&Secret::from_bytes(text.as_str()));
            let wrong = key.wrong();
            assert_ne!(*wrong.0, text);
            assert_eq!(wrong.0.len(), text.len());
            assert!(wrong.0.bytes().all(|byte| byte.is_ascii_graphic()));
        }
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(
            format!("{:?} {:?}", key(), key().header()),
            "TestKey(..) Sensitive"
        );
    }
}
