//! Errors: why there is no token, as a value and as the response of RFC 6749, section 5.2.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Serialize;

use super::answer::json;
use crate::{
    challenge::Challenge,
    refusal::whole_seconds,
    role::{NoRoles, Roles as _},
    scheme::{Kind, Scheme},
    scope::{NoScopes, ScopeSet, Scopes as _},
    tokens::RefreshError,
    verifier::Source,
};

/// Why a token, revocation or introspection endpoint refuses (RFC 6749, section 5.2).
///
/// As a response it is JSON that nothing may keep, and says nothing of the cause; layers find the error
/// itself in its extensions.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum TokenError {
    /// `invalid_request`: the form cannot be read, and why.
    InvalidRequest(&'static str),
    /// `invalid_client`: unknown, not authenticated or otherwise than it has to be. 401, with a challenge
    /// as every 401 (RFC 9110, section 15.5.2).
    InvalidClient,
    /// `invalid_grant`: what was presented for a token is worth nothing, or is another client's.
    InvalidGrant,
    /// `unauthorized_client`: this client may not do that.
    UnauthorizedClient,
    /// `unsupported_grant_type`: no client may use it here.
    UnsupportedGrantType,
    /// `invalid_scope`: malformed, or more than was granted at log-in.
    InvalidScope,
    /// `unsupported_token_type`: tokens of this kind cannot be revoked here (RFC 7009, section 2.2.1).
    UnsupportedTokenType,
    /// `temporarily_unavailable`: there were too many attempts. 429, and again after this long.
    Throttled(Duration),
    /// `temporarily_unavailable`: accounts or store cannot be asked. 503.
    Unavailable(Source),
    /// `server_error`: something on our side broke. 500.
    Fault,
}

/// What the challenge of a client asks for.
static CLIENTS: Scheme = Scheme {
    name: "client",
    description: "",
    realm: "clients",
    kind: Kind::Basic,
    scopes: NoScopes::TABLE,
    roles: NoRoles::TABLE,
    throttles: false,
};

impl TokenError {
    /// The error code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::UnsupportedTokenType => "unsupported_token_type",
            Self::Throttled(_) | Self::Unavailable(_) => "temporarily_unavailable",
            Self::Fault => "server_error",
        }
    }

    /// The sentence a client is told.
    pub fn description(&self) -> &'static str {
        match self {
            Self::InvalidRequest(why) => why,
            Self::InvalidClient => "The client is unknown or not authenticated.",
            // The same for an unknown name, a wrong password and a disabled account.
            Self::InvalidGrant => "What was presented for a token is not valid.",
            Self::UnauthorizedClient => "The client may not do that.",
            Self::UnsupportedGrantType => "This grant is not served.",
            Self::InvalidScope => "The scope is malformed or more than was granted.",
            Self::UnsupportedTokenType => "Tokens of this kind cannot be revoked.",
            Self::Throttled(_) => "There were too many attempts; try again later.",
            Self::Unavailable(_) => "The service is temporarily unavailable.",
            Self::Fault => "The request could not be answered.",
        }
    }

    /// The response's status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::InvalidClient => StatusCode::UNAUTHORIZED,
            Self::Throttled(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl From<Source> for TokenError {
    fn from(source: Source) -> Self {
        Self::Unavailable(source)
    }
}

impl From<RefreshError> for TokenError {
    fn from(error: RefreshError) -> Self {
        match error {
            RefreshError::InvalidGrant => Self::InvalidGrant,
            RefreshError::InvalidScope => Self::InvalidScope,
            RefreshError::Unavailable(source) => Self::Unavailable(source),
        }
    }
}

impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        let (status, code) = (self.status(), self.code());
        if status.is_server_error() {
            tracing::error!(status = status.as_u16(), code, "no token");
        } else {
            tracing::info!(status = status.as_u16(), code, "no token");
        }
        let fault = TokenFault {
            error: code,
            error_description: self.description(),
        };
        let mut response = json(status, &fault);
        if status == StatusCode::UNAUTHORIZED {
            let challenge = Challenge::new(&CLIENTS, ScopeSet::EMPTY, None);
            let fields = response.headers_mut();
            fields.insert(header::WWW_AUTHENTICATE, challenge.header());
        }
        if let Self::Throttled(wait) = self {
            let fields = response.headers_mut();
            fields.insert(header::RETRY_AFTER, whole_seconds(wait).into());
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// The body of a [`TokenError`].
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenFault {
    /// What is wrong, as a code.
    #[cfg_attr(feature = "openapi", schema(example = "invalid_grant"))]
    error: &'static str,
    /// What is wrong, as a sentence.
    error_description: &'static str,
}
