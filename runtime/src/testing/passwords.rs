//! User names and passwords as requests present them.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::HeaderValue;
use zeroize::Zeroizing;

use super::api_keys::value;

/// Within a header, beyond `passwords::MAX_PASSWORD`. In bytes.
const OVERSIZED: usize = 4096;

/// A user's login and the values of `Authorization` that carry it, right or spoilt.
///
/// It admits nobody by itself: the verifier has to know user and password.
///
/// ```
/// use axum_secured::testing::TestLogin;
///
/// let login = TestLogin::of("Aladdin", "open sesame");
/// assert_eq!(login.valid(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="); // 200
/// assert_ne!(login.wrong_password(), login.valid()); // 401
/// ```
#[derive(Clone)]
pub struct TestLogin {
    username: String,
    password: Zeroizing<String>,
}

impl TestLogin {
    /// The login of `username`.
    pub fn of(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            username: username.into(),
            password: Zeroizing::new(password.into()),
        }
    }

    /// As it should be.
    pub fn valid(&self) -> HeaderValue {
        login(&self.username, &self.password)
    }

    /// The right user with another password. 401.
    pub fn wrong_password(&self) -> HeaderValue {
        login(
            &self.username,
            &Zeroizing::new(format!("{}x", *self.password)),
        )
    }

    /// The right user with no password. 401.
    pub fn empty_password(&self) -> HeaderValue {
        login(&self.username, "")
    }

    /// The right password of a user that does not exist. 401.
    pub fn unknown_user(&self) -> HeaderValue {
        login(&format!("{}-unknown", self.username), &self.password)
    }

    /// The right user with a password longer than any that is hashed. 401.
    pub fn oversized_password(&self) -> HeaderValue {
        login(&self.username, &"x".repeat(OVERSIZED))
    }

    /// No colon between user and password. 401.
    pub fn without_colon(&self) -> HeaderValue {
        basic(self.username.replace(':', "").as_bytes())
    }

    /// A NUL after the right password. 401.
    pub fn with_control_character(&self) -> HeaderValue {
        login(
            &self.username,
            &Zeroizing::new(format!("{}\0", *self.password)),
        )
    }

    /// The right login in base64 that lacks its padding or has one too many. 400.
    pub fn malformed_base64(&self) -> HeaderValue {
        let mut field = Zeroizing::new(format!("Basic {}", *self.encoded()));
        match field.strip_suffix('=').map(str::len) {
            Some(length) => field.truncate(length),
            None => field.push('='),
        }
        value(&field)
    }

    /// Bytes that are not UTF-8. 400.
    pub fn not_utf8(&self) -> HeaderValue {
        basic(&[self.username.as_bytes(), b":\xff"].concat())
    }

    /// The scheme and nothing else. 400.
    pub fn without_value(&self) -> HeaderValue {
        value("Basic")
    }

    /// The right login under the name of another scheme, which counts as absent. 401.
    pub fn of_another_scheme(&self) -> HeaderValue {
        value(&Zeroizing::new(format!("Digest {}", *self.encoded())))
    }

    fn encoded(&self) -> Zeroizing<String> {
        let login = Zeroizing::new(format!("{}:{}", self.username, *self.password));
        Zeroizing::new(STANDARD.encode(login.as_bytes()))
    }
}

impl fmt::Debug for TestLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestLogin")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

fn login(username: &str, password: &str) -> HeaderValue {
    basic(Zeroizing::new(format!("{username}:{password}")).as_bytes())
}

fn basic(login: &[u8]) -> HeaderValue {
    value(&Zeroizing::new(format!("Basic {}", STANDARD.encode(login))))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, header::AUTHORIZATION};

    use super::*;
    use crate::credential::{self, Slot};

    fn read(field: HeaderValue) -> String {
        let headers = HeaderMap::from_iter([(AUTHORIZATION, field)]);
        match credential::basic(&headers) {
            Slot::Present(login) => format!("{}:{}", login.username(), login.expose_password()),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn each_form_is_read_as_it_was_meant() {
        // One login for each length of base64's padding.
        for (username, password) in [("johndoe", "p:q"), ("johndoe", "p:qr"), ("é", "p:qrst")] {
            let login = TestLogin::of(username, password);
            let long = "x".repeat(OVERSIZED);
            for (field, expected) in [
                (login.valid(), format!("{username}:{password}")),
                (login.wrong_password(), format!("{username}:{password}x")),
                (login.empty_password(), format!("{username}:")),
                (
                    login.unknown_user(),
                    format!("{username}-unknown:{password}"),
                ),
                (login.oversized_password(), format!("{username}:{long}")),
                (login.without_colon(), "Invalid".to_owned()),
                (login.with_control_character(), "Invalid".to_owned()),
                (login.malformed_base64(), "Malformed".to_owned()),
                (login.not_utf8(), "Malformed".to_owned()),
                (login.without_value(), "Malformed".to_owned()),
                (login.of_another_scheme(), "Absent".to_owned()),
            ] {
                assert_eq!(read(field), expected);
            }
        }
    }

    #[test]
    fn debug_shows_no_password() {
        let login = TestLogin::of("johndoe", "secret");
        assert_eq!(
            format!("{login:?} {:?}", login.valid()),
            "TestLogin { username: \"johndoe\", .. } Sensitive"
        );
    }
}
