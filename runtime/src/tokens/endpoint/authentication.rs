//! Client authentication: how a client says who it is (RFC 6749, section 2.3).

use http::{HeaderMap, header};

use super::{
    TokenError,
    form::{Form, Text, decoded},
};
use crate::credential::{self, Slot};

/// What a request says of the client behind it.
pub(super) enum Presented {
    /// Nothing: the client has no name.
    Nobody,
    /// A name and, unless it says that it has none, a secret.
    Named { id: Text, secret: Option<Text> },
}

impl Presented {
    /// From `Authorization: Basic` or the form, never both (section 2.3.1). An empty name or secret is as
    /// good as absent, in either place: forms of documentation pages send what was not filled in.
    pub(super) fn read(headers: &HeaderMap, form: &mut Form) -> Result<Self, TokenError> {
        let (id, secret) = (form.take("client_id"), form.take("client_secret"));
        let Some((user, password)) = basic(headers)? else {
            return match (id, secret) {
                (Some(id), secret) => Ok(Self::Named { id, secret }),
                (None, None) => Ok(Self::Nobody),
                (None, Some(_)) => Err(TokenError::InvalidRequest("`client_id` is missing.")),
            };
        };
        if secret.is_some() || id.is_some_and(|id| *id != *user) {
            return Err(TokenError::InvalidRequest(
                "The client is named or authenticated in two ways.",
            ));
        }
        if user.is_empty() {
            return Err(TokenError::InvalidClient);
        }
        Ok(Self::Named {
            id: user,
            secret: Some(password).filter(|secret| !secret.is_empty()),
        })
    }

    /// The name.
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Self::Nobody => None,
            Self::Named { id, .. } => Some(id),
        }
    }
}

/// Name and secret of `Authorization: Basic`, each form-encoded before it was put there.
fn basic(headers: &HeaderMap) -> Result<Option<(Text, Text)>, TokenError> {
    let credential = match credential::basic(headers) {
        Slot::Present(credential) => credential,
        Slot::Malformed => {
            return Err(TokenError::InvalidRequest(
                "The `Authorization` field is malformed.",
            ));
        }
        Slot::Invalid => return Err(TokenError::InvalidClient),
        Slot::Absent => {
            let field = headers.get(header::AUTHORIZATION);
            // Another scheme is an unsupported method of authentication (section 5.2).
            return match field {
                Some(field) if !field.is_empty() => Err(TokenError::InvalidClient),
                _ => Ok(None),
            };
        }
    };
    let user = decoded(credential.username().as_bytes());
    let password = decoded(credential.expose_password().as_bytes());
    let (Some(user), Some(password)) = (user, password) else {
        return Err(TokenError::InvalidClient);
    };
    let is_empty = user.is_empty() && password.is_empty();
    Ok((!is_empty).then_some((user, password)))
}
