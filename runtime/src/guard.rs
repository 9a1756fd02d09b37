//! Guards: the first extractor of a decided handler.

use std::{convert::Infallible, fmt, marker::PhantomData, sync::Arc};

use axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;

use crate::{
    catalogue::Catalogue,
    evaluate::evaluate,
    refusal::{Cause, Refusal},
    render::rendering,
    requirement::{Requirement, Site},
};

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
}

impl<S, R, C> FromRequestParts<S> for Guard<R, C>
where
    S: Send + Sync,
    C: Catalogue,
    R: Requirement<C>,
    Arc<C>: FromRef<S>,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let catalogue = Arc::<C>::from_ref(state);
        let mut slots = C::Slots::default();
        evaluate(&*catalogue, R::POLICY, R::SITE, parts, &mut slots).await?;
        Ok(Self(PhantomData))
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

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let catalogue = Arc::<C>::from_ref(state);
        let mut slots = C::Slots::default();
        let admitted = evaluate(&*catalogue, R::POLICY, R::SITE, parts, &mut slots).await?;
        // A principal that cannot be handed over is a fault of ours: nobody enters.
        R::take(admitted, &mut slots)
            .map(Self)
            .ok_or_else(|| Refusal::draft(Cause::Fault, R::SITE, rendering::<C::Render>).finish())
    }
}

impl<S: Send + Sync, D> FromRequestParts<S> for Open<D> {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
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
