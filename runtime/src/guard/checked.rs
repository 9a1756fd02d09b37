//! The guard of a handler that has checks.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    extract::{FromRef, FromRequestParts},
    response::{IntoResponse, Response},
};
use http::request::Parts;

use super::{Carried, admit, fault};
use crate::{
    admitted::{Proof, proofs},
    catalogue::Catalogue,
    check::{Checks, Decision, Objection, Run},
    refusal::{Cause, Refusal},
    render::rendering,
    requirement::{Policy, Requirement},
    settings::Settings,
    settled::{Settled, Settling, guarded},
};

/// Admits what the requirement `R` admits and its checks allow, and hands over the principal. The
/// checks' own types may be seen by fewer than the handler: only those stand in `X` that mention the
/// handler's parameters.
pub struct GuardChecked<R, C, T: Carried<(R, X), C>, X>(pub T::It);

/// What a checked handler's marker says beside the requirement.
pub trait Checked: 'static {
    /// The checks in written order, as they are published.
    const CHECKS: &'static [&'static str];
}

/// How a requirement yields what handler and checks asked for, where the state is `S`.
pub trait Checking<S, T, X, C: Catalogue>: Requirement<C> + Checked {
    /// `alternative` is the one that admitted the request, `None` an anonymous one.
    fn take(
        alternative: Option<usize>,
        slots: &mut C::Slots,
    ) -> Option<(T, impl Run<S> + use<Self, S, T, X, C>)>;
}

/// How the caller got in, if one of the checks `K` looks at that.
pub fn proofs_for<C: Catalogue, K: Checks>(
    policy: &Policy,
    alternative: usize,
    slots: &C::Slots,
) -> Vec<Proof> {
    if K::PROOFS {
        proofs::<C>(policy, alternative, slots)
    } else {
        Vec::new()
    }
}

impl<S, R, C, T, X> FromRequestParts<S> for GuardChecked<R, C, T, X>
where
    S: Send + Sync,
    C: Catalogue,
    R: Checking<S, T, X, C>,
    T: Send,
    Arc<C>: FromRef<S>,
{
    /// A refusal, or the answer of a check's extractor.
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let admitted = admit::<R, C, S, _, _>(parts, state, R::take).await;
        let (principal, checks) = admitted.map_err(IntoResponse::into_response)?;
        let Err(answer) = allowed::<R, C, S>(checks, parts, state).await else {
            return Ok(Self(principal));
        };
        match guarded(|| drop(principal)) {
            Some(()) => Err(answer),
            None => Err(fault::<R, C>().into_response()),
        }
    }
}

/// Runs the checks under one deadline and behind a panic guard.
async fn allowed<R, C, S>(checks: impl Run<S>, parts: &mut Parts, state: &S) -> Result<(), Response>
where
    S: Sync,
    C: Catalogue,
    R: Requirement<C> + Checked,
{
    let at = AtomicUsize::new(0);
    let run = async { checks.run(parts, state, &at).await };
    let settled = Settling::new(Settings::DEFAULT.deadline, run).await;
    let (cause, reason, source) = match settled {
        Settled::Done(Ok(())) => return Ok(()),
        Settled::Done(Err(Objection::Answered(answer))) => return Err(answer),
        Settled::Done(Err(Objection::Said(said))) => match said {
            Decision::Deny(reason) => (Cause::Denied, Some(reason), None),
            Decision::Hide => (Cause::Hidden, None, None),
            Decision::Unavailable(source) => (Cause::Unavailable, None, Some(source)),
            // What allows is no objection.
            Decision::Allow => (Cause::Fault, None, None),
        },
        Settled::Late => (Cause::Unavailable, Some("late"), None),
        Settled::Panicked => (Cause::Fault, None, None),
    };
    let check = R::CHECKS.get(at.load(Ordering::Relaxed)).copied();
    let refusal = Refusal::draft(cause, R::SITE, rendering::<C::Render>)
        .check(check)
        .reason(reason)
        .source(source);
    Err(refusal.finish().into_response())
}

impl<R, C, T, X> fmt::Debug for GuardChecked<R, C, T, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GuardChecked(..)")
    }
}
