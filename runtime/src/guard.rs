//! Guards: the first extractor of a decided handler.

mod checked;

use std::{fmt, marker::PhantomData, pin::Pin, sync::Arc};

use axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;

#[cfg(feature = "limits")]
use crate::limits::{count_public, counting};
use crate::{
    catalogue::Catalogue,
    evaluate::{Evaluation, evaluate},
    limit::Limit,
    refusal::{Cause, Refusal},
    render::rendering,
    requirement::{Requirement, Site},
    settled::guarded,
};

pub use self::checked::{Checked, Checking, GuardChecked, proofs_for};

/// Admits what the requirement `R` admits and refuses the rest.
pub struct Guard<R, C>(PhantomData<fn() -> (R, C)>);

/// The same, and hands over the principal.
pub struct GuardWith<R, C, T: Carried<R, C>>(pub T::It);

/// Keeps the requirement in the type of a guard that carries the principal alone.
pub trait Carried<R, C> {
    /// The type itself.
    type It;
}

impl<R, C, T> Carried<R, C> for T {
    type It = T;
}

/// Admits everybody: the route is declared public.
pub struct Open<D>(PhantomData<fn() -> D>);

/// How a requirement yields what a handler asked for.
pub trait Yields<T, C: Catalogue>: Requirement<C> {
    /// `alternative` is the one that admitted the request, `None` an anonymous one.
    fn take(alternative: Option<usize>, slots: &mut C::Slots) -> Option<T>;
}

/// What a public handler's marker says.
pub trait Declaration: 'static {
    /// Why it is open to everyone.
    const REASON: &'static str;
    /// Where that is said.
    const SITE: Site;
    /// How many requests of one address are served.
    const LIMIT: Option<Limit> = None;
    /// Why it may be below a floor.
    const BELOW_FLOOR: Option<&'static str> = None;
    /// Where its limit counts, beside the site.
    const MODULE: &'static str = "";
}

impl<S, R, C> FromRequestParts<S> for Guard<R, C>
where
    S: Send + Sync,
    C: Catalogue,
    R: Requirement<C>,
    Arc<C>: FromRef<S>,
{
    type Rejection = Refusal;

    fn from_request_parts(
        parts: &mut Parts,
        state: &S,
    ) -> impl Future<Output = Result<Self, Refusal>> + Send {
        admit::<R, C, S, _, _>(parts, state, |_, _| Some(Self(PhantomData)))
    }
}

impl<S, R, C, T> FromRequestParts<S> for GuardWith<R, C, T>
where
    S: Send + Sync,
    C: Catalogue,
    R: Yields<T, C>,
    T: Send,
    Arc<C>: FromRef<S>,
{
    type Rejection = Refusal;

    fn from_request_parts(
        parts: &mut Parts,
        state: &S,
    ) -> impl Future<Output = Result<Self, Refusal>> + Send {
        admit::<R, C, S, _, _>(parts, state, |admitted, slots| {
            R::take(admitted, slots).map(Self)
        })
    }
}

/// What an admitted request makes of its slots: `None` where that cannot be.
trait Take<C: Catalogue, G>: Fn(Option<usize>, &mut C::Slots) -> Option<G> + Send {}

impl<C, G, F> Take<C, G> for F
where
    C: Catalogue,
    F: Fn(Option<usize>, &mut C::Slots) -> Option<G> + Send,
{
}

/// Admits or refuses. A principal that cannot be handed over is a fault of ours: nobody enters.
async fn admit<R, C, S, G, F>(parts: &Parts, state: &S, take: F) -> Result<G, Refusal>
where
    S: Send + Sync,
    C: Catalogue,
    R: Requirement<C>,
    F: Take<C, G>,
    Arc<C>: FromRef<S>,
{
    // What waits outlives the match, so that the future has no room for the decision.
    let rest = match begin::<R, C, G, F>(Arc::from_ref(state), parts, take) {
        Begun::Decided(decision) => return decision,
        Begun::Waiting(rest) => rest,
    };
    rest.await
}

enum Begun<G, F> {
    Decided(Result<G, Refusal>),
    /// On the heap, so that a request that waits for nothing needs no room for waiting.
    Waiting(Pin<Box<F>>),
}

/// Behind one guard: principals are converted by the application's `From`, and what is left of
/// credentials and principals is dropped here.
#[inline]
fn begin<R: Requirement<C>, C: Catalogue, G, F: Take<C, G>>(
    catalogue: Arc<C>,
    parts: &Parts,
    take: F,
) -> Begun<G, impl Future<Output = Result<G, Refusal>> + Send> {
    let begun =
        guarded(|| {
            let mut slots = None;
            let live = slots.insert(C::Slots::default());
            match evaluate(&*catalogue, R::POLICY, R::SITE, parts, live) {
                // Counting may take waiting.
                Evaluation::Decided(Ok(_)) if R::LIMIT.is_some() => Begun::Waiting(Box::pin(
                    wait::<R, C, G, F>(catalogue, parts, slots, None, take),
                )),
                Evaluation::Decided(decision) => {
                    let decision = decision
                        .and_then(|admitted| take(admitted, live).ok_or_else(fault::<R, C>));
                    Begun::Decided(settle::<R, C, G>(decision, &mut slots))
                }
                Evaluation::Waits(scheme) => {
                    let scheme = Some(scheme);
                    Begun::Waiting(Box::pin(wait::<R, C, G, F>(
                        catalogue, parts, slots, scheme, take,
                    )))
                }
            }
        });
    begun.unwrap_or_else(|| Begun::Decided(Err(fault::<R, C>())))
}

/// Waits for one scheme after the other until the request is decided, and counts it if it is admitted.
#[expect(
    clippy::manual_async_fn,
    reason = "its future would have room for the slots twice"
)]
fn wait<R: Requirement<C>, C: Catalogue, G, F: Take<C, G>>(
    catalogue: Arc<C>,
    parts: &Parts,
    mut slots: Option<C::Slots>,
    mut scheme: Option<usize>,
    take: F,
) -> impl Future<Output = Result<G, Refusal>> + Send {
    async move {
        // Each credential is read once and verified once.
        for _ in 0..=2 * C::SCHEMES.len() {
            let live = slots.get_or_insert_default();
            if let Some(scheme) = scheme {
                catalogue.wait(scheme, parts, live).await;
            }
            let decision = match evaluate(&*catalogue, R::POLICY, R::SITE, parts, live) {
                Evaluation::Waits(another) => {
                    scheme = Some(another);
                    continue;
                }
                Evaluation::Decided(decision) => decision,
            };
            #[cfg(feature = "limits")]
            let decision = match decision {
                Err(refusal) => Err(refusal),
                Ok(admitted) => match counting::<R, C>(admitted, live, parts) {
                    None => Ok(admitted),
                    Some(counting) => counting.await.map(|()| admitted),
                },
            };
            let live = slots.get_or_insert_default();
            let decision = decision.and_then(|admitted| {
                guarded(|| take(admitted, live))
                    .flatten()
                    .ok_or_else(fault::<R, C>)
            });
            return settle::<R, C, G>(decision, &mut slots);
        }
        Err(fault::<R, C>())
    }
}

/// The decision, once what is left of the slots is gone: credentials and principals are the
/// application's own, and may panic when they are dropped.
#[inline]
fn settle<R: Requirement<C>, C: Catalogue, G>(
    decision: Result<G, Refusal>,
    slots: &mut Option<C::Slots>,
) -> Result<G, Refusal> {
    if guarded(|| *slots = None).is_some() {
        return decision;
    }
    // What was taken may be such a principal too.
    let _ = guarded(|| drop(decision));
    Err(fault::<R, C>())
}

fn fault<R: Requirement<C>, C: Catalogue>() -> Refusal {
    Refusal::draft(Cause::Fault, R::SITE, rendering::<C::Render>).finish()
}

impl<S: Send + Sync, D: Declaration> FromRequestParts<S> for Open<D> {
    type Rejection = Refusal;

    #[cfg_attr(not(feature = "limits"), expect(unused_variables))]
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        #[cfg(feature = "limits")]
        if let Some(limit) = D::LIMIT {
            // On the heap, so that a handler without a limit needs no room for counting.
            Box::pin(count_public(limit, D::SITE, D::MODULE, parts)).await?;
        }
        Ok(Self(PhantomData))
    }
}

impl<R, C> fmt::Debug for Guard<R, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guard")
    }
}

impl<R, C, T> fmt::Debug for GuardWith<R, C, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GuardWith(..)")
    }
}

impl<D> fmt::Debug for Open<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Open")
    }
}
