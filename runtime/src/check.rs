//! Checks: functions of the application's that have a say once the requirement is met.

use std::{
    error::Error,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::atomic::{AtomicUsize, Ordering},
};

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::request::Parts;

use crate::{admitted::Proof, verifier::Source};

/// What a [`check`](macro@crate::check) says of a request whose requirement is met.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[must_use = "a decision that nobody reads decides nothing"]
pub enum Decision {
    /// It may go on.
    Allow,
    /// It may not: 403, without a challenge. The reason is logged and never sent.
    Deny(&'static str),
    /// There is nothing to see: 404.
    Hide,
    /// It could not be decided: 503.
    Unavailable(Source),
}

impl Decision {
    /// The decision while a dependency is down.
    pub fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(Source::new(source))
    }
}

/// A function under `#[check]`. Implemented by the attribute alone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no check",
    label = "needs `#[check]` above an `async fn` of this name"
)]
pub trait Check: 'static {
    /// Whom it looks at.
    type Principal: Send + Sync;
    /// Whether it looks at how they got in.
    const PROOFS: bool;
}

/// Compiles where `K` is a check.
pub const fn is_check<K: Check>() -> bool {
    true
}

/// Of what is not proven nothing follows, not even an error.
#[derive(Debug)]
pub struct Proven<const IS: bool>;

/// What it is proven of.
pub trait Of<K> {
    /// That.
    type Type;
}

impl<const IS: bool, K> Of<K> for Proven<IS> {
    type Type = K;
}

/// How a check's principal is obtained from what an alternative yields.
pub trait Obtains<P>: Check {
    /// That principal.
    fn obtain(principal: P, proofs: &[Proof]) -> Self::Principal;
}

/// A check that is yielded no more than a clone.
pub trait Shares<P>: Obtains<P> {
    /// The clone.
    fn cloned(principal: &P) -> P;
}

impl<K: Obtains<P>, P: Clone> Shares<P> for K {
    fn cloned(principal: &P) -> P {
        principal.clone()
    }
}

/// A check that looks at anonymous callers too.
#[diagnostic::on_unimplemented(
    message = "check `{Self}` does not know anonymous callers",
    label = "write its first argument as `Option<&...>`"
)]
pub trait Anonymous: Check {
    /// What it looks at then.
    fn absent() -> Self::Principal;
}

/// A check whose extractors find what they need in the state `S`.
pub trait CheckIn<S>: Check {
    /// What it says, or the answer of an extractor that failed.
    fn check(
        principal: &Self::Principal,
        parts: &mut Parts,
        state: &S,
    ) -> impl Future<Output = Result<Decision, Response>> + Send;
}

/// One extractor of a check.
///
/// # Errors
/// Its rejection, as axum would answer it.
pub async fn extracted<T: FromRequestParts<S>, S: Send + Sync>(
    parts: &mut Parts,
    state: &S,
) -> Result<T, Response> {
    let extracted = T::from_request_parts(parts, state).await;
    extracted.map_err(IntoResponse::into_response)
}

/// A check's principal. Several are dropped one after the other, and a panic on the way of another
/// would end the process: the first one's is let out.
#[derive(Debug)]
pub struct Lent<P>(Option<P>);

/// What the check `K` looks at.
pub fn lent<K: Obtains<P>, P>(principal: P, proofs: &[Proof]) -> Lent<K::Principal> {
    Lent(Some(K::obtain(principal, proofs)))
}

/// The same, where others are yielded the principal too.
pub fn lent_a_clone<K: Shares<P>, P>(principal: &P, proofs: &[Proof]) -> Lent<K::Principal> {
    Lent(Some(K::obtain(K::cloned(principal), proofs)))
}

/// What the check `K` looks at where the caller is anonymous.
pub fn lent_to_anonymous<K: Anonymous>() -> Lent<K::Principal> {
    Lent(Some(K::absent()))
}

impl<P> Drop for Lent<P> {
    fn drop(&mut self) {
        let dropped = catch_unwind(AssertUnwindSafe(|| self.0 = None));
        if let Err(panic) = dropped
            && !std::thread::panicking()
        {
            resume_unwind(panic);
        }
    }
}

/// The checks of a handler in written order, as a tuple.
pub trait Checks {
    /// Whom they look at.
    type Principals: Send;
    /// Whether one of them looks at how the caller got in.
    const PROOFS: bool;
}

/// Checks with what they look at, in the state `S`.
pub trait Run<S>: Send {
    /// Runs one after the other up to the first that does not allow; `at` tells which one is running.
    fn run(
        self,
        parts: &mut Parts,
        state: &S,
        at: &AtomicUsize,
    ) -> impl Future<Output = Result<(), Objection>> + Send;
}

/// The checks `K`, with whom they look at.
#[derive(Debug)]
pub struct Lending<K: Checks>(K::Principals);

impl<K: Checks> Lending<K> {
    /// The checks, each with its principal.
    pub fn new(principals: K::Principals) -> Self {
        Self(principals)
    }
}

/// Why a check lets nobody through.
#[derive(Debug)]
pub enum Objection {
    /// It said so.
    Said(Decision),
    /// One of its extractors failed, and answers this.
    Answered(Response),
}

async fn allowed<K: CheckIn<S>, S>(
    principal: Lent<K::Principal>,
    parts: &mut Parts,
    state: &S,
) -> Result<(), Objection>
where
    S: Sync,
{
    // It is always there; nobody passes on what is not.
    let Some(who) = &principal.0 else {
        return Err(Objection::Said(Decision::Deny("no_principal")));
    };
    match K::check(who, parts, state).await {
        Ok(Decision::Allow) => Ok(()),
        Ok(said) => Err(Objection::Said(said)),
        Err(answer) => Err(Objection::Answered(answer)),
    }
}

macro_rules! checks {
    ($($($check:ident $index:tt)+;)*) => {$(
        impl<$($check: Check),+> Checks for ($($check,)+) {
            type Principals = ($(Lent<$check::Principal>,)+);
            const PROOFS: bool = $($check::PROOFS ||)+ false;
        }

        impl<S: Sync, $($check: CheckIn<S>),+> Run<S> for Lending<($($check,)+)> {
            async fn run(
                self,
                parts: &mut Parts,
                state: &S,
                at: &AtomicUsize,
            ) -> Result<(), Objection> {
                $(
                    at.store($index, Ordering::Relaxed);
                    allowed::<$check, S>(self.0.$index, parts, state).await?;
                )+
                Ok(())
            }
        }
    )*};
}

checks! {
    A 0;
    A 0 B 1;
    A 0 B 1 C 2;
    A 0 B 1 C 2 D 3;
    A 0 B 1 C 2 D 3 E 4;
    A 0 B 1 C 2 D 3 E 4 F 5;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
}
