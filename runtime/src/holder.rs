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
    /// `None` where it says nothing but its principal and scopes.
    details: Option<Arc<Details>>,
    /// What errors call the credential.
    pub(crate) label: String,
}

impl<P> Holder<P> {
    /// The holder, if the scopes can stand in a token.
    pub(crate) fn new(
        label: String,
        principal: P,
        scopes: Box<str>,
        details: Details,
    ) -> Result<Self, Misconfiguration> {
        if !are_scopes(&scopes) {
            return Err(Misconfiguration::new(format!(
                "{label} has scopes that are not scope tokens separated by single spaces"
            )));
        }
        Ok(Self {
            principal,
            scopes,
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
                details: self.details.clone(),
            },
        }
    }
}

/// RFC 6749, section 3.3; none is fine, too.
fn are_scopes(text: &str) -> bool {
    text.is_empty()
        || text.split(' ').all(|token| {
            !token.is_empty()
                && token
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
        })
}
