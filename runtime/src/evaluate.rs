//! Evaluation: the one place that decides whether a request is admitted.

use http::{HeaderMap, header, request::Parts};

use crate::{
    catalogue::Catalogue,
    challenge::{Challenge, Complaint},
    entry::{Standing, ValidFacts},
    refusal::{Cause, Refusal},
    render::rendering,
    requirement::{Alternative, Need, Policy, Site},
    scheme::Kind,
    scope::ScopeSet,
};

/// The alternative that admits the request, or `None` for an anonymous request that an optional
/// requirement admits.
pub(crate) async fn evaluate<C: Catalogue>(
    catalogue: &C,
    policy: &'static Policy,
    site: Site,
    parts: &Parts,
    slots: &mut C::Slots,
) -> Result<Option<usize>, Refusal> {
    let mut strongest: Option<Failure> = None;
    for (index, alternative) in policy.alternatives().enumerate() {
        let Some(failure) = attempt(catalogue, alternative, parts, slots).await else {
            return Ok(Some(index));
        };
        if strongest.is_none_or(|known| failure.answers_before(known)) {
            strongest = Some(failure);
        }
    }
    if policy.is_optional() && is_anonymous::<C>(policy, parts, slots) {
        return Ok(None);
    }
    let failure = strongest.unwrap_or(Failure {
        cause: Cause::Fault,
        missing: 0,
        need: None,
    });
    Err(refuse::<C>(policy, failure, site, slots))
}

/// Why one alternative is not covered.
#[derive(Clone, Copy)]
struct Failure {
    cause: Cause,
    /// How many scopes are missing, for [`Cause::Insufficient`].
    missing: u32,
    /// The scheme that decided.
    need: Option<&'static Need>,
}

impl Failure {
    fn of(cause: Cause, need: &'static Need) -> Self {
        Self {
            cause,
            missing: 0,
            need: Some(need),
        }
    }

    /// Strictly, so that of equals the first written answers.
    fn answers_before(self, other: Self) -> bool {
        self.cause > other.cause
            || (self.cause == Cause::Insufficient
                && other.cause == Cause::Insufficient
                && self.missing < other.missing)
    }
}

/// `None` if the alternative is covered. Slots come first, then verifiers in written order up to
/// the first that does not accept, then scopes.
async fn attempt<C: Catalogue>(
    catalogue: &C,
    alternative: Alternative<'static>,
    parts: &Parts,
    slots: &mut C::Slots,
) -> Option<Failure> {
    let mut slot: Option<Failure> = None;
    for need in alternative.needs() {
        catalogue.read(need.scheme(), parts, slots).await;
        let cause = match C::standing(need.scheme(), slots) {
            Standing::Absent => Cause::Absent,
            Standing::Malformed => Cause::Malformed,
            // A credential of the application's own that could not be read in time.
            Standing::Unavailable(_) => Cause::Unavailable,
            Standing::Fault => Cause::Fault,
            _ => continue,
        };
        let failure = Failure::of(cause, need);
        if slot.is_none_or(|known| failure.answers_before(known)) {
            slot = Some(failure);
        }
    }
    if slot.is_some() {
        return slot;
    }
    for need in alternative.needs() {
        catalogue.verify(need.scheme(), parts, slots).await;
        if let Some(cause) = unverified(C::standing(need.scheme(), slots)) {
            return Some(Failure::of(cause, need));
        }
    }
    let mut missing = 0;
    let mut first = None;
    for need in alternative.needs() {
        let lacking = need
            .scopes()
            .without(granted(C::standing(need.scheme(), slots)))
            .len();
        if lacking > 0 {
            missing += lacking;
            first = first.or(Some(need));
        }
    }
    first.map(|need| Failure {
        cause: Cause::Insufficient,
        missing,
        need: Some(need),
    })
}

fn unverified(standing: Standing<'_>) -> Option<Cause> {
    Some(match standing {
        Standing::Valid(_) => return None,
        Standing::Invalid => Cause::Invalid,
        Standing::Denied(_) => Cause::Denied,
        Standing::Unavailable(_) => Cause::Unavailable,
        Standing::Absent | Standing::Malformed | Standing::Present | Standing::Fault => {
            Cause::Fault
        }
    })
}

fn granted(standing: Standing<'_>) -> ScopeSet {
    match standing {
        Standing::Valid(ValidFacts(facts)) => facts.granted(),
        _ => ScopeSet::EMPTY,
    }
}

/// Whether every slot of the expression is empty. An `Authorization` field of a foreign scheme is
/// absent for our schemes, yet it is a presented credential.
fn is_anonymous<C: Catalogue>(policy: &Policy, parts: &Parts, slots: &C::Slots) -> bool {
    policy.schemes().all(|(scheme, need)| {
        matches!(C::standing(need.scheme(), slots), Standing::Absent)
            && !(scheme.kind.reads_authorization() && has_authorization(&parts.headers))
    })
}

fn has_authorization(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::AUTHORIZATION)
        .iter()
        .any(|value| !value.is_empty())
}

impl Kind {
    fn reads_authorization(&self) -> bool {
        match self {
            // Nobody knows what the extractor of an application's own credential reads.
            Self::Custom { .. }
            | Self::Basic
            | Self::Bearer { .. }
            | Self::OAuth2(_)
            | Self::OpenIdConnect(_) => true,
            _ => false,
        }
    }
}

fn refuse<C: Catalogue>(
    policy: &'static Policy,
    failure: Failure,
    site: Site,
    slots: &C::Slots,
) -> Refusal {
    let deciding = failure.need.map(|need| C::standing(need.scheme(), slots));
    let (reason, source) = match deciding {
        Some(Standing::Denied(reason)) => (Some(reason), None),
        Some(Standing::Unavailable(source)) => (None, source.cloned()),
        _ => (None, None),
    };
    Refusal::draft(failure.cause, site, rendering::<C::Render>)
        .challenges(challenges::<C>(policy, failure, slots))
        .scheme(failure.need.map(|need| C::SCHEMES[need.scheme()].name))
        .reason(reason)
        .source(source)
        .finish()
}

fn challenges<C: Catalogue>(
    policy: &'static Policy,
    failure: Failure,
    slots: &C::Slots,
) -> Vec<Challenge> {
    let standing = |need: Need| C::standing(need.scheme(), slots);
    match failure.cause {
        Cause::Absent | Cause::Invalid => policy
            .schemes()
            .map(|(scheme, need)| {
                let wrong = matches!(standing(need), Standing::Invalid);
                Challenge::new(
                    scheme,
                    need.scopes(),
                    wrong.then_some(Complaint::InvalidToken),
                )
            })
            .collect(),
        Cause::Malformed => policy
            .schemes()
            .filter(|(_, need)| matches!(standing(*need), Standing::Malformed))
            .map(|(scheme, need)| {
                Challenge::new(scheme, need.scopes(), Some(Complaint::InvalidRequest))
            })
            .collect(),
        Cause::Insufficient => failure
            .need
            .map(|need| {
                let scheme = &C::SCHEMES[need.scheme()];
                Challenge::new(scheme, need.scopes(), Some(Complaint::InsufficientScope))
            })
            .into_iter()
            .collect(),
        Cause::Denied | Cause::Unavailable | Cause::Fault => Vec::new(),
    }
}
