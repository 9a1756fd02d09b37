//! What a request asks for below a router with tenants, and whether its caller belongs there.

use std::sync::{Arc, OnceLock};

use http::request::Parts;

use super::{TenantIn, source::Unnamed};
use crate::{
    catalogue::Catalogue,
    entry::{Standing, ValidFacts},
    refusal::{Cause, Refusal},
    render::{Rendering, rendering},
    requirement::{Alternative, Site},
};

/// The tenant a request names. Shared, so that what the guard finds out is known to the handler's
/// extractors, and to nobody who makes one of their own.
#[derive(Debug, Clone)]
pub(crate) struct Asked(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    tenant: Result<Box<str>, Unnamed>,
    /// Set by the guard that found the caller to belong to it.
    matched: OnceLock<Place>,
}

/// The guard that decides, and how it refuses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    site: Site,
    rendering: Rendering,
}

impl Place {
    pub(super) fn refusal(&self, cause: Cause, reason: &'static str) -> Refusal {
        Refusal::draft(cause, self.site, self.rendering)
            .reason(Some(reason))
            .finish()
    }
}

impl Asked {
    /// What the request with this head asks for. Where no source can be given, nobody knows whether
    /// there should be one, and no caller belongs there.
    pub(crate) fn of(source: Option<TenantIn>, parts: &mut Parts) -> Self {
        let tenant = source.map_or(Err(Unnamed::ByTheRouter), |source| source.read(parts));
        Self(Arc::new(Inner {
            tenant,
            matched: OnceLock::new(),
        }))
    }

    /// The tenant, once a guard has admitted somebody who belongs to it.
    pub(super) fn matched(&self) -> Option<(&str, &Place)> {
        let tenant = self.0.tenant.as_deref().ok()?;
        Some((tenant, self.0.matched.get()?))
    }

    /// Whether somebody with these credentials belongs to it. Every one that says of a tenant has to say
    /// of this one, and one at least has to say so.
    fn admit<'f>(
        &self,
        known: impl Iterator<Item = Option<&'f str>>,
        place: Place,
    ) -> Result<(), Refusal> {
        let tenant = match &self.0.tenant {
            Ok(tenant) => &**tenant,
            Err(Unnamed::ByTheRequest) => return Err(place.refusal(Cause::NoTenant, "no_tenant")),
            Err(Unnamed::ByTheRouter) => return Err(place.refusal(Cause::Fault, "no_tenant")),
        };
        let mut is_member = false;
        for known in known.flatten() {
            if known != tenant {
                return Err(place.refusal(Cause::Hidden, "foreign_tenant"));
            }
            is_member = true;
        }
        if !is_member {
            return Err(place.refusal(Cause::Hidden, "without_tenant"));
        }
        let _ = self.0.matched.set(place);
        Ok(())
    }
}

/// Admits who proved themselves by this alternative to the tenant that the request names, if it is a
/// request that has to name one.
#[inline]
pub(crate) fn admit<C: Catalogue>(
    alternative: Option<Alternative<'_>>,
    site: Site,
    parts: &Parts,
    slots: &C::Slots,
) -> Result<(), Refusal> {
    let Some(asked) = parts.extensions.get::<Asked>() else {
        return Ok(());
    };
    let needs = alternative.map_or(&[] as &[_], |alternative| alternative.needs());
    let known = needs
        .iter()
        .map(|need| match C::standing(need.scheme(), slots) {
            Standing::Valid(ValidFacts(facts)) => facts.details().tenant.as_deref(),
            _ => None,
        });
    let rendering = rendering::<C::Render>;
    asked.admit(known, Place { site, rendering })
}
