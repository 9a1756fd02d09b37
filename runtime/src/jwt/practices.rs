//! What a verifier of tokens is set up to let through.

use std::time::Duration;

use super::policy::{Intended, Policy};
use crate::{
    practices::{Practice, Practices},
    scheme::Scheme,
};

/// What is usual.
const LONG: Duration = Duration::from_secs(24 * 60 * 60);

impl Policy {
    pub(super) fn practices(&self, scheme: &Scheme) -> Practices {
        let found = Practices::new();
        if self.max_lifetime <= LONG {
            return found;
        }
        let hours = self.max_lifetime.as_secs().div_ceil(60 * 60);
        let note = format!("`max_lifetime` of {hours} hours");
        found.with(Practice::LongLivedToken, scheme.name, note)
    }
}

impl Intended {
    pub(super) fn practices(&self, scheme: &Scheme) -> Practices {
        let found = self.practices_of_audience(scheme);
        if self.issuer.is_some() {
            return found;
        }
        found.waived(scheme, "dangerous_any_issuer")
    }

    pub(crate) fn practices_of_audience(&self, scheme: &Scheme) -> Practices {
        if !self.audiences.is_empty() {
            return Practices::new();
        }
        Practices::new().waived(scheme, "dangerous_any_audience")
    }
}
