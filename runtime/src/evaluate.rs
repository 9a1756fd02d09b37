//! Evaluation: the one place that decides whether a request is admitted.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header, request::Parts};

use crate::{
    catalogue::Catalogue,
    challenge::{Challenge, Complaint},
    entry::{Progress, Standing, ValidFacts},
    refusal::{Cause, Refusal},
    render::rendering,
    requirement::{Alternative, Need, Policy, Site},
    scheme::Kind,
    verifier::Facts,
};

/// By how much the clock that says when a caller authenticated may be ahead of ours.
const SKEW: Duration = Duration::from_secs(300);

/// What is known of a request.
pub(crate) enum Evaluation {
    /// The alternative that admits it, or `None` for an anonymous request that an optional
    /// requirement admits.
    Decided(Result<Option<usize>, Refusal>),
    /// Nothing, until this scheme is waited for. Then it is evaluated again; what is known of other
    /// schemes stays.
    Waits(usize),
}

pub(crate) fn evaluate<C: Catalogue>(
    catalogue: &C,
    policy: &'static Policy,
    site: Site,
    parts: &Parts,
    slots: &mut C::Slots,
) -> Evaluation {
    let mut strongest: Option<Failure> = None;
    for (index, alternative) in policy.alternatives().enumerate() {
        let failure = match attempt(catalogue, alternative, parts, slots) {
            Attempt::Covered => return Evaluation::Decided(Ok(Some(index))),
            Attempt::Waits(scheme) => return Evaluation::Waits(scheme),
            Attempt::Failed(failure) => failure,
        };
        if strongest.is_none_or(|known| failure.answers_before(known)) {
            strongest = Some(failure);
        }
    }
    if policy.is_optional() && is_anonymous::<C>(policy, parts, slots) {
        return Evaluation::Decided(Ok(None));
    }
    let failure = strongest.unwrap_or(Failure::FAULT);
    Evaluation::Decided(Err(refuse::<C>(policy, failure, site, slots)))
}

/// Why one alternative is not covered.
#[derive(Clone, Copy)]
struct Failure {
    cause: Cause,
    /// How many scopes are missing, for [`Cause::Insufficient`].
    missing: u32,
    /// What is logged, where the verifier gave no reason.
    reason: Option<&'static str>,
    /// The scheme that decided.
    need: Option<&'static Need>,
}

/// Whether one alternative is covered.
enum Attempt {
    Covered,
    Failed(Failure),
    Waits(usize),
}

impl Failure {
    const FAULT: Self = Self {
        cause: Cause::Fault,
        missing: 0,
        reason: None,
        need: None,
    };

    fn of(cause: Cause, need: &'static Need) -> Self {
        Self {
            cause,
            missing: 0,
            reason: None,
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

/// Slots come first, then verifiers in written order up to the first that does not accept, then what
/// their credentials say.
#[inline]
fn attempt<C: Catalogue>(
    catalogue: &C,
    alternative: Alternative<'static>,
    parts: &Parts,
    slots: &mut C::Slots,
) -> Attempt {
    let mut slot: Option<Failure> = None;
    for need in alternative.needs() {
        if catalogue.read(need.scheme(), parts, slots) == Progress::Waits {
            return Attempt::Waits(need.scheme());
        }
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
    if let Some(failure) = slot {
        return Attempt::Failed(failure);
    }
    for need in alternative.needs() {
        if catalogue.verify(need.scheme(), parts, slots) == Progress::Waits {
            return Attempt::Waits(need.scheme());
        }
        if let Some(cause) = unverified(C::standing(need.scheme(), slots)) {
            return Attempt::Failed(Failure::of(cause, need));
        }
    }
    let facts = |need: &Need| match C::standing(need.scheme(), slots) {
        Standing::Valid(ValidFacts(facts)) => Some(facts),
        _ => None,
    };
    unsatisfied(alternative.needs(), facts).map_or(Attempt::Covered, Attempt::Failed)
}

/// Roles come first, then scopes, then how and when the caller authenticated.
#[inline]
fn unsatisfied<'f>(
    needs: &'static [Need],
    facts: impl Fn(&'static Need) -> Option<&'f Facts>,
) -> Option<Failure> {
    let (mut missing, mut first, mut stale) = (0, None, None);
    for need in needs {
        let Some(facts) = facts(need) else {
            return Some(Failure::of(Cause::Fault, need));
        };
        if !facts.held().contains(need.roles()) {
            return Some(Failure {
                reason: Some("missing_role"),
                ..Failure::of(Cause::Denied, need)
            });
        }
        let lacking = need.scopes().without(facts.granted()).len();
        if lacking > 0 {
            missing += lacking;
            first = first.or(Some(need));
        }
        if need.is_stepped() && !is_authenticated(need, facts) {
            stale = stale.or(Some(need));
        }
    }
    if let Some(need) = first {
        return Some(Failure {
            missing,
            ..Failure::of(Cause::Insufficient, need)
        });
    }
    stale.map(|need| Failure::of(Cause::StepUp, need))
}

/// Whether the caller authenticated at the level that is needed, and lately enough. What a credential
/// does not say was not so.
fn is_authenticated(need: &Need, facts: &Facts) -> bool {
    let details = facts.details();
    let at_level = need
        .level()
        .is_none_or(|level| details.level.as_deref() == Some(level));
    let in_time = need.max_age().is_none_or(|max_age| {
        details.authenticated_at.is_some_and(|at| {
            match SystemTime::now().duration_since(at) {
                Ok(age) => age <= max_age,
                // In the future: then the other clock is ahead, or what it says is nonsense.
                Err(ahead) => ahead.duration() <= SKEW,
            }
        })
    });
    at_level && in_time
}

fn unverified(standing: Standing<'_>) -> Option<Cause> {
    Some(match standing {
        Standing::Valid(_) => return None,
        Standing::Invalid => Cause::Invalid,
        Standing::Denied(_) => Cause::Denied,
        Standing::Throttled(_) => Cause::Throttled,
        Standing::Unavailable(_) => Cause::Unavailable,
        Standing::Absent | Standing::Malformed | Standing::Present | Standing::Fault => {
            Cause::Fault
        }
    })
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
    let (reason, source, wait) = match deciding {
        Some(Standing::Denied(reason)) => (Some(reason), None, None),
        Some(Standing::Unavailable(source)) => (None, source.cloned(), None),
        Some(Standing::Throttled(wait)) => (None, None, Some(wait)),
        _ => (failure.reason, None, None),
    };
    Refusal::draft(failure.cause, site, rendering::<C::Render>)
        .challenges(challenges::<C>(policy, failure, slots))
        .scheme(failure.need.map(|need| C::SCHEMES[need.scheme()].name))
        .reason(reason)
        .source(source)
        .retry_after(wait)
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
        Cause::StepUp => failure
            .need
            .map(|need| {
                let scheme = &C::SCHEMES[need.scheme()];
                let complaint = Complaint::InsufficientAuthentication;
                Challenge::new(scheme, need.scopes(), Some(complaint)).stepped(*need)
            })
            .into_iter()
            .collect(),
        Cause::Denied | Cause::Hidden | Cause::Throttled | Cause::Unavailable | Cause::Fault => {
            Vec::new()
        }
    }
}
