//! Refusals: why a request was not admitted, as a value and as a response.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};

use crate::{
    challenge::Challenge,
    render::{Rendered, Rendering},
    requirement::Site,
    verifier::Source,
};

/// Why a request was not admitted, from weakest to strongest: where several alternatives fail, the
/// strongest answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// No credential was presented. 401.
    Absent,
    /// A credential proves nothing: wrong, expired, revoked. 401.
    Invalid,
    /// A credential is repeated, too long, without value or outside its grammar. 400.
    Malformed,
    /// The request names no tenant, or not as it should, where every caller has to be of one. 400.
    NoTenant,
    /// The caller is known and has to authenticate anew: lately enough, or at another level. 401.
    StepUp,
    /// The caller is known and was not granted enough scopes. 403.
    Insufficient,
    /// The caller is known and may not enter. 403.
    Denied,
    /// The caller is known and may not learn what there is: it looks absent. 404.
    Hidden,
    /// Too many requests, or too many failed attempts. 429.
    Throttled,
    /// It could not be decided in time. 503.
    Unavailable,
    /// Something on our side broke. 500.
    Fault,
}

impl Cause {
    /// All of them in the order of their declaration.
    pub(crate) const ALL: [Self; 11] = [
        Self::Absent,
        Self::Invalid,
        Self::Malformed,
        Self::NoTenant,
        Self::StepUp,
        Self::Insufficient,
        Self::Denied,
        Self::Hidden,
        Self::Throttled,
        Self::Unavailable,
        Self::Fault,
    ];

    /// The response's status.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Absent | Self::Invalid | Self::StepUp => StatusCode::UNAUTHORIZED,
            Self::Malformed | Self::NoTenant => StatusCode::BAD_REQUEST,
            Self::Insufficient | Self::Denied => StatusCode::FORBIDDEN,
            Self::Hidden => StatusCode::NOT_FOUND,
            Self::Throttled => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A short fixed name, for logs and metrics.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Invalid => "invalid",
            Self::Malformed => "malformed",
            Self::NoTenant => "no_tenant",
            Self::StepUp => "insufficient_user_authentication",
            Self::Insufficient => "insufficient_scope",
            Self::Denied => "denied",
            Self::Hidden => "hidden",
            Self::Throttled => "throttled",
            Self::Unavailable => "unavailable",
            Self::Fault => "fault",
        }
    }

    /// The sentence a client is told. It says nothing about the credential's content.
    pub const fn detail(self) -> &'static str {
        match self {
            Self::Absent => "Authentication is required.",
            Self::Invalid => "The credential is not valid.",
            Self::Malformed => "The credential is malformed.",
            Self::NoTenant => "The request has to name one tenant.",
            Self::StepUp => "The caller has to authenticate anew for this operation.",
            Self::Insufficient => "The credential lacks a scope that this operation needs.",
            Self::Denied => "The caller may not perform this operation.",
            Self::Hidden => "There is no such resource.",
            Self::Throttled => "There were too many requests; try again later.",
            Self::Unavailable => "Authentication is temporarily unavailable.",
            Self::Fault => "The request could not be authenticated.",
        }
    }
}

/// A request that was not admitted. Layers find it in the response's extensions.
#[derive(Debug, Clone)]
pub struct Refusal(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    cause: Cause,
    challenges: Vec<Challenge>,
    scheme: Option<&'static str>,
    check: Option<&'static str>,
    reason: Option<&'static str>,
    source: Option<Source>,
    retry_after: Option<Duration>,
    site: Site,
    rendering: Rendering,
}

impl Refusal {
    pub(crate) fn draft(cause: Cause, site: Site, rendering: Rendering) -> RefusalDraft {
        RefusalDraft(Inner {
            cause,
            challenges: Vec::new(),
            scheme: None,
            check: None,
            reason: None,
            source: None,
            retry_after: None,
            site,
            rendering,
        })
    }

    /// Why.
    pub fn cause(&self) -> Cause {
        self.0.cause
    }

    /// The response's status.
    pub fn status(&self) -> StatusCode {
        self.0.cause.status()
    }

    /// The challenges sent with it.
    pub fn challenges(&self) -> &[Challenge] {
        &self.0.challenges
    }

    /// The name of the scheme that decided, where one did.
    pub fn scheme(&self) -> Option<&'static str> {
        self.0.scheme
    }

    /// The check that decided, where one did.
    pub fn check(&self) -> Option<&'static str> {
        self.0.check
    }

    /// The reason a verifier or check gave for denying the caller, or a word of ours: `missing_role`,
    /// `foreign_tenant`. Never sent.
    pub fn reason(&self) -> Option<&'static str> {
        self.0.reason
    }

    /// The error behind an unavailable verifier or check. Never sent, and not logged here: its text may
    /// quote a connection string.
    pub fn source(&self) -> Option<&Source> {
        self.0.source.as_ref()
    }

    /// How long to wait, where there were too many requests. Sent in whole seconds, rounded up.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The decision that refused.
    pub fn site(&self) -> Site {
        self.0.site
    }

    fn log(&self) {
        let Inner {
            cause,
            scheme,
            check,
            reason,
            site,
            ..
        } = &*self.0;
        let (status, code) = (cause.status().as_u16(), cause.code());
        if cause.status().is_server_error() {
            tracing::error!(
                status,
                code,
                scheme,
                check,
                reason,
                handler = site.name,
                "refused"
            );
        } else {
            tracing::info!(
                status,
                code,
                scheme,
                check,
                reason,
                handler = site.name,
                "refused"
            );
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.log();
        let Rendered { content_type, body } = (self.0.rendering)(&self);
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, content_type);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        for challenge in self.challenges() {
            headers.append(header::WWW_AUTHENTICATE, challenge.header());
        }
        if let Some(wait) = self.retry_after() {
            headers.insert(header::RETRY_AFTER, whole_seconds(wait).into());
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Rounded up: whoever waits that long has waited long enough (RFC 9110, section 10.2.3).
pub(crate) fn whole_seconds(wait: Duration) -> u64 {
    let begun = u64::from(wait.subsec_nanos() > 0);
    wait.as_secs().saturating_add(begun)
}

/// A refusal being put together.
pub(crate) struct RefusalDraft(Inner);

impl RefusalDraft {
    pub(crate) fn challenges(mut self, challenges: Vec<Challenge>) -> Self {
        self.0.challenges = challenges;
        self
    }

    pub(crate) fn scheme(mut self, scheme: Option<&'static str>) -> Self {
        self.0.scheme = scheme;
        self
    }

    pub(crate) fn check(mut self, check: Option<&'static str>) -> Self {
        self.0.check = check;
        self
    }

    pub(crate) fn reason(mut self, reason: Option<&'static str>) -> Self {
        self.0.reason = reason;
        self
    }

    pub(crate) fn source(mut self, source: Option<Source>) -> Self {
        self.0.source = source;
        self
    }

    pub(crate) fn retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn finish(self) -> Refusal {
        Refusal(Arc::new(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_is_listed_at_its_place() {
        for (place, cause) in Cause::ALL.into_iter().enumerate() {
            assert_eq!(cause as usize, place);
        }
        assert_eq!(Cause::ALL.last(), Some(&Cause::Fault), "the strongest");
    }

    #[test]
    fn seconds_are_rounded_up() {
        for (wait, seconds) in [
            (Duration::ZERO, 0),
            (Duration::from_nanos(1), 1),
            (Duration::from_secs(1), 1),
            (Duration::from_millis(1001), 2),
            (Duration::MAX, u64::MAX),
        ] {
            assert_eq!(whole_seconds(wait), seconds, "{wait:?}");
        }
    }
}
