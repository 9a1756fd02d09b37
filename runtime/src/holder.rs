//! Holders: whom a credential in a table stands for.

use std::sync::Arc;

use crate::{
    misconfiguration::Misconfiguration,
    verifier::{Context, Details, Facts, Verified},
};

/// Whom a credential stands for.
pub(crate) struct Holder<P> {
    principal: P,
    scopes: Box<str>,
    roles: Box<str>,
    /// `None` where it says nothing but its principal, scopes and roles.
    details: Option<Arc<Details>>,
    /// What errors call the credential.
    pub(crate) label: String,
}

impl<P> Holder<P> {
    /// The holder, if the scopes can stand in a token, and the roles beside each other.
    pub(crate) fn new(
        label: String,
        principal: P,
        scopes: Box<str>,
        roles: Box<str>,
        details: Details,
    ) -> Result<Self, Misconfiguration> {
        if !are_names(&scopes, is_scope_character) {
            return Err(Misconfiguration::new(format!(
                "{label} has scopes that are not scope tokens separated by single spaces"
            )));
        }
        if !are_names(&roles, is_role_character) {
            return Err(Misconfiguration::new(format!(
                "{label} has roles that are not names of roles separated by single spaces"
            )));
        }
        if details.tenant.as_deref() == Some("") {
            return Err(Misconfiguration::new(format!(
                "{label} belongs to a tenant without a name"
            )));
        }
        Ok(Self {
            principal,
            scopes,
            roles,
            details: (details != Details::NONE).then(|| Arc::new(details)),
            label,
        })
    }

    pub(crate) fn id(&self) -> Option<&Arc<str>> {
        self.details.as_ref()?.token_id.as_ref()
    }
}

impl<P: Clone> Holder<P> {
    #[inline]
    pub(crate) fn verified(&self, context: &Context<'_>) -> Verified<P> {
        Verified {
            principal: self.principal.clone(),
            facts: Facts {
                scopes: Some(context.scopes(&self.scopes)),
                roles: (!self.roles.is_empty()).then(|| context.roles(&self.roles)),
                details: self.details.clone(),
            },
        }
    }
}

/// Names separated by single spaces; none is fine, too.
fn are_names(text: &str, is_character: fn(u8) -> bool) -> bool {
    text.is_empty()
        || text
            .split(' ')
            .all(|name| !name.is_empty() && name.bytes().all(is_character))
}

/// RFC 6749, section 3.3.
fn is_scope_character(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\')
}

fn is_role_character(byte: u8) -> bool {
    is_scope_character(byte) && !matches!(byte, b',' | b';')
}
