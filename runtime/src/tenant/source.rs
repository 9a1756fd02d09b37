//! Sources: where a request says which tenant it is for.

use std::fmt;

use axum::extract::{FromRequestParts as _, RawPathParams, rejection::RawPathParamsRejection};
use http::{HeaderName, header, request::Parts};

use crate::credential::{self, Slot};

/// Where requests name the tenant they are for: see
/// [`SecuredRouter::tenant`](crate::SecuredRouter::tenant).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TenantIn(Source);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Path(&'static str),
    Header(&'static str),
}

/// Why a request names no tenant.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unnamed {
    /// It does not say, or says several, or nothing that could be read.
    ByTheRequest,
    /// Where it is looked for there is nothing of the kind.
    ByTheRouter,
}

impl TenantIn {
    /// In a parameter of the path: `TenantIn::path("tenant")` for `/tenants/{tenant}/items`. It is
    /// percent-decoded as [`Path`](axum::extract::Path) has it.
    pub const fn path(parameter: &'static str) -> Self {
        Self(Source::Path(parameter))
    }

    /// In a header: `TenantIn::header("X-Tenant")`. It is visible ASCII and stands once.
    /// It is not one that holds a credential, nor `Accept` or `Content-Type`, which OpenAPI lets no
    /// operation declare.
    pub const fn header(name: &'static str) -> Self {
        Self(Source::Header(name))
    }

    pub(crate) fn source(self) -> Source {
        self.0
    }

    /// What is wrong with the name, if anything.
    pub(crate) fn unfit(self) -> Option<String> {
        let why = match self.0 {
            Source::Path(name)
                if name.is_empty()
                    || name.contains(['{', '}', '*', '/'])
                    || name.contains(char::is_control) =>
            {
                "no parameter of a path has this name, written without braces"
            }
            Source::Header(name) => match HeaderName::try_from(name) {
                Ok(header::AUTHORIZATION | header::PROXY_AUTHORIZATION | header::COOKIE) => {
                    "this header holds credentials"
                }
                // OpenAPI 3.1, Parameter Object: such a declaration is ignored.
                Ok(header::ACCEPT | header::CONTENT_TYPE) => "no document can declare this header",
                Ok(_) => return None,
                Err(_) => "no header has this name",
            },
            Source::Path(_) => return None,
        };
        Some(format!("`{self}`: {why}"))
    }

    /// The tenant that the request with this head names.
    pub(super) fn read(self, parts: &mut Parts) -> Result<Box<str>, Unnamed> {
        let name = match self.0 {
            Source::Path(name) => name,
            Source::Header(name) => {
                return match credential::api_key_header(&parts.headers, name) {
                    Slot::Present(tenant) => Ok(tenant.expose().into()),
                    _ => Err(Unnamed::ByTheRequest),
                };
            }
        };
        match path_parameters(parts) {
            Some(Ok(parameters)) => {
                let mut values = parameters.iter().filter(|(key, _)| *key == name);
                match (values.next(), values.next()) {
                    (Some((_, "")), None) => Err(Unnamed::ByTheRequest),
                    (Some((_, tenant)), None) => Ok(tenant.into()),
                    // Two routers around each other may both have a parameter of this name.
                    _ => Err(Unnamed::ByTheRouter),
                }
            }
            Some(Err(RawPathParamsRejection::InvalidUtf8InPathParam(_))) => {
                Err(Unnamed::ByTheRequest)
            }
            _ => Err(Unnamed::ByTheRouter),
        }
    }
}

/// They are ready at once: axum's extractor waits for nothing.
fn path_parameters(parts: &mut Parts) -> Option<Result<RawPathParams, RawPathParamsRejection>> {
    let extracted = std::pin::pin!(RawPathParams::from_request_parts(parts, &()));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match extracted.poll(&mut context) {
        std::task::Poll::Ready(parameters) => Some(parameters),
        std::task::Poll::Pending => None,
    }
}

impl fmt::Display for TenantIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Source::Path(name) => write!(f, "path(\"{name}\")"),
            Source::Header(name) => write!(f, "header(\"{name}\")"),
        }
    }
}
