//! Grants: what a client presents for a token.

use std::fmt;

use super::{
    TokenError,
    form::{Form, Text},
};

/// The kinds of grant that a token endpoint serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum GrantType {
    /// `password` (RFC 6749, section 4.3)
    Password,
    /// `refresh_token` (RFC 6749, section 6)
    RefreshToken,
    /// `client_credentials` (RFC 6749, section 4.4)
    ClientCredentials,
}

impl GrantType {
    pub(super) const ALL: [Self; 3] = [Self::Password, Self::RefreshToken, Self::ClientCredentials];

    /// The name, as `grant_type` holds it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for GrantType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is presented for a token.
#[derive(Debug)]
#[non_exhaustive]
pub enum Grant {
    /// The name and password of an account.
    Password(PasswordGrant),
    /// A refresh token.
    RefreshToken(RefreshGrant),
    /// The client's own credentials, which stand beside it.
    ClientCredentials(ClientGrant),
}

/// The form of the password grant.
pub struct PasswordGrant {
    username: Text,
    password: Text,
    scope: Option<Text>,
}

/// The form of the refresh grant.
pub struct RefreshGrant {
    token: Text,
    scope: Option<Text>,
}

/// The form of the client-credentials grant.
pub struct ClientGrant {
    scope: Option<Text>,
}

impl Grant {
    /// Reads what `default`, where `grant_type` is missing, or else `grant_type` demands.
    pub(super) fn read(form: &mut Form, default: Option<GrantType>) -> Result<Self, TokenError> {
        let kind = match form.take("grant_type") {
            Some(name) => GrantType::named(&name).ok_or(TokenError::UnsupportedGrantType)?,
            None => default.ok_or(TokenError::InvalidRequest("`grant_type` is missing."))?,
        };
        let scope = form.take("scope");
        Ok(match kind {
            GrantType::Password => {
                let names = (form.take("username"), form.take("password"));
                let (Some(username), Some(password)) = names else {
                    return Err(TokenError::InvalidRequest(
                        "`username` and `password` are needed.",
                    ));
                };
                Self::Password(PasswordGrant {
                    username,
                    password,
                    scope,
                })
            }
            GrantType::RefreshToken => {
                let token = form.take("refresh_token");
                let token =
                    token.ok_or(TokenError::InvalidRequest("`refresh_token` is missing."))?;
                Self::RefreshToken(RefreshGrant { token, scope })
            }
            GrantType::ClientCredentials => Self::ClientCredentials(ClientGrant { scope }),
        })
    }

    /// Which kind of grant it is.
    pub fn kind(&self) -> GrantType {
        match self {
            Self::Password(_) => GrantType::Password,
            Self::RefreshToken(_) => GrantType::RefreshToken,
            Self::ClientCredentials(_) => GrantType::ClientCredentials,
        }
    }

    /// The scopes asked for, separated by spaces, as they stand in the form.
    pub fn scope(&self) -> Option<&str> {
        let scope = match self {
            Self::Password(grant) => &grant.scope,
            Self::RefreshToken(grant) => &grant.scope,
            Self::ClientCredentials(grant) => &grant.scope,
        };
        scope.as_ref().map(|scope| scope.as_str())
    }
}

impl PasswordGrant {
    /// The name of the account.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The password itself.
    pub fn expose_password(&self) -> &str {
        &self.password
    }
}

impl RefreshGrant {
    /// The refresh token itself.
    pub fn expose_token(&self) -> &str {
        &self.token
    }
}

impl fmt::Debug for PasswordGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordGrant(..)")
    }
}

impl fmt::Debug for RefreshGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshGrant(..)")
    }
}

impl fmt::Debug for ClientGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientGrant(..)")
    }
}
