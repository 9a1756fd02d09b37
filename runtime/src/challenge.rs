//! Challenges: the `WWW-Authenticate` values of a refusal.

use std::{fmt::Write as _, time::Duration};

use http::HeaderValue;

use crate::{
    requirement::Need,
    scheme::{Kind, Scheme},
    scope::ScopeSet,
};

/// What a client is told about its credential (RFC 6750, section 3.1; RFC 9470, section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Complaint {
    /// The credential is malformed.
    InvalidRequest,
    /// The token is wrong, expired or revoked.
    InvalidToken,
    /// The token was not granted enough.
    InsufficientScope,
    /// The caller authenticated too long ago, or at another level than is needed.
    InsufficientAuthentication,
}

impl Complaint {
    const fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidToken => "invalid_token",
            Self::InsufficientScope => "insufficient_scope",
            Self::InsufficientAuthentication => "insufficient_user_authentication",
        }
    }
}

/// One `WWW-Authenticate` value (RFC 9110, section 11.6.1).
#[derive(Debug, Clone)]
pub struct Challenge {
    scheme: &'static Scheme,
    scopes: ScopeSet,
    complaint: Option<Complaint>,
    level: Option<&'static str>,
    max_age: Option<Duration>,
}

impl Challenge {
    pub(crate) fn new(
        scheme: &'static Scheme,
        scopes: ScopeSet,
        complaint: Option<Complaint>,
    ) -> Self {
        Self {
            scheme,
            scopes,
            complaint,
            level: None,
            max_age: None,
        }
    }

    /// With all that `need` says of how and when to authenticate: who followed a part of it would be
    /// sent back for the rest.
    pub(crate) fn stepped(mut self, need: Need) -> Self {
        self.level = need.level();
        self.max_age = need.max_age();
        self
    }

    /// The scheme that is asked for.
    pub fn scheme(&self) -> &'static Scheme {
        self.scheme
    }

    /// What is wrong with the credential that was presented.
    pub fn complaint(&self) -> Option<Complaint> {
        self.complaint
    }

    /// The value as sent. Every part of it is a constant of the application.
    pub(crate) fn header(&self) -> HeaderValue {
        let mut text = String::with_capacity(96);
        text.push_str(self.scheme.kind.challenge_name());
        parameter(&mut text, " ", "realm", self.scheme.realm);
        self.scheme.kind.challenge_parameters(&mut text);
        if !self.scopes.is_empty() {
            let names: Vec<_> = self.scheme.scopes.names(self.scopes).collect();
            parameter(&mut text, ", ", "scope", &names.join(" "));
        }
        if let Some(complaint) = self.complaint
            && (complaint != Complaint::InvalidToken || self.scheme.kind.is_bearer())
        {
            parameter(&mut text, ", ", "error", complaint.code());
        }
        if let Some(level) = self.level {
            parameter(&mut text, ", ", "acr_values", level);
        }
        if let Some(max_age) = self.max_age {
            parameter(&mut text, ", ", "max_age", &max_age.as_secs().to_string());
        }
        // The macros refuse names and realms that could not stand in a header; should one get here
        // all the same, the scheme's name alone is still a challenge.
        HeaderValue::try_from(text)
            .unwrap_or_else(|_| HeaderValue::from_static(self.scheme.kind.challenge_name()))
    }
}

impl Kind {
    /// The authentication scheme's name in challenges.
    pub(crate) const fn challenge_name(&self) -> &'static str {
        match self {
            Self::ApiKeyHeader(_) | Self::ApiKeyQuery(_) | Self::ApiKeyCookie(_) => "ApiKey",
            Self::Basic => "Basic",
            Self::Bearer { .. } | Self::OAuth2(_) | Self::OpenIdConnect(_) => "Bearer",
            Self::MutualTls => "ClientCertificate",
            Self::Custom { challenge, .. } => challenge,
        }
    }

    /// Whether the credential is a bearer token, whose errors RFC 6750 names.
    const fn is_bearer(&self) -> bool {
        matches!(
            self,
            Self::Bearer { .. } | Self::OAuth2(_) | Self::OpenIdConnect(_)
        )
    }

    fn challenge_parameters(&self, text: &mut String) {
        let (place, name) = match self {
            Self::ApiKeyHeader(name) => ("header", name),
            Self::ApiKeyQuery(name) => ("query", name),
            Self::ApiKeyCookie(name) => ("cookie", name),
            // RFC 7617, section 2.1.
            Self::Basic => return parameter(text, ", ", "charset", "UTF-8"),
            _ => return,
        };
        parameter(text, ", ", "in", place);
        parameter(text, ", ", "name", name);
    }
}

/// Appends `name="value"` as a quoted-string (RFC 9110, section 5.6.4).
fn parameter(text: &mut String, before: &str, name: &str, value: &str) {
    let _ = write!(text, "{before}{name}=\"");
    for character in value.chars() {
        if matches!(character, '"' | '\\') {
            text.push('\\');
        }
        text.push(character);
    }
    text.push('"');
}
