//! Decisions: what a handler's first argument says about who may call it.

use std::{any::TypeId, marker::PhantomData, sync::Arc};

use axum::extract::FromRef;

#[cfg(feature = "openapi")]
use crate::render::Render;
use crate::{
    catalogue::{Atom, Catalogue},
    floor::Footing,
    guard::{
        Carried, Checked, Checking, Declaration, Guard, GuardChecked, GuardWith, Open, Yields,
    },
    limit::Limit,
    requirement::{Policy, Requirement, Site},
};

/// A decision as data: what the document, the manifest and the router read.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    pub(crate) site: Site,
    pub(crate) ruling: Ruling,
    pub(crate) limit: Option<Limit>,
    /// Why it may be weaker than the floors above it.
    pub(crate) below_floor: Option<&'static str>,
    /// How that is said.
    pub(crate) exempted: &'static str,
    /// What has a say beside the requirement, in written order.
    pub(crate) checks: &'static [&'static str],
}

/// How a handler says why it may be weaker than a floor.
const BY_ARGUMENT: &str = "give a reason: `below_floor = \"why\"`";

/// How a decision as a value says it.
const BY_CALL: &str = "give a reason: `.below_floor(\"why\")` on the decision";

impl Statement {
    /// Whether it opens a route and does not say why.
    pub(crate) fn is_unreasoned(&self) -> bool {
        matches!(self.ruling, Ruling::Public { reason } if reason.trim().is_empty())
    }

    /// Whether it goes below a floor and does not say why.
    pub(crate) fn is_below_unreasoned(&self) -> bool {
        self.below_floor
            .is_some_and(|reason| reason.trim().is_empty())
    }
}

/// Who may call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ruling {
    Public {
        reason: &'static str,
    },
    Secured {
        policy: &'static Policy,
        catalogue: TypeId,
        #[cfg(feature = "openapi")]
        body: Body,
    },
}

/// What refusals look like, for the document.
#[cfg(feature = "openapi")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Body {
    pub(crate) content_type: &'static str,
    pub(crate) schema: fn() -> utoipa::openapi::RefOr<utoipa::openapi::Schema>,
}

/// The first argument of a handler that carries a decision.
#[diagnostic::on_unimplemented(
    message = "this handler has no security decision",
    label = "add `#[secured(...)]` or `#[public(\"why\")]` to the handler"
)]
pub trait Decision: 'static {
    /// The handler's own type: what its document hangs on.
    type Marker;
    /// What floors read of it in constants.
    const FOOTING: Footing;
    /// The decision as data.
    fn statement() -> Statement;
}

impl<R: Requirement<C>, C: Catalogue> Decision for Guard<R, C> {
    type Marker = R;
    const FOOTING: Footing = Footing {
        name: R::SITE.name,
        policy: Some(R::POLICY),
        below_floor: R::BELOW_FLOOR,
    };

    fn statement() -> Statement {
        Statement {
            site: R::SITE,
            ruling: Ruling::Secured {
                policy: R::POLICY,
                catalogue: TypeId::of::<C>(),
                #[cfg(feature = "openapi")]
                body: Body {
                    content_type: <C::Render as Render>::CONTENT_TYPE,
                    schema: <C::Render as Render>::schema,
                },
            },
            limit: R::LIMIT,
            below_floor: R::BELOW_FLOOR,
            exempted: BY_ARGUMENT,
            checks: &[],
        }
    }
}

impl<R, C, T> Decision for GuardWith<R, C, T>
where
    R: Yields<T, C>,
    C: Catalogue,
    T: Carried<R, C> + 'static,
{
    type Marker = R;
    const FOOTING: Footing = <Guard<R, C> as Decision>::FOOTING;

    fn statement() -> Statement {
        Guard::<R, C>::statement()
    }
}

impl<R, C, T, X> Decision for GuardChecked<R, C, T, X>
where
    R: Requirement<C> + Checked,
    C: Catalogue,
    T: Carried<(R, X), C> + 'static,
    X: 'static,
{
    type Marker = R;
    const FOOTING: Footing = <Guard<R, C> as Decision>::FOOTING;

    fn statement() -> Statement {
        Statement {
            checks: R::CHECKS,
            ..Guard::<R, C>::statement()
        }
    }
}

impl<D: Declaration> Decision for Open<D> {
    type Marker = D;
    const FOOTING: Footing = Footing {
        name: D::SITE.name,
        policy: None,
        below_floor: D::BELOW_FLOOR,
    };

    fn statement() -> Statement {
        Statement {
            site: D::SITE,
            ruling: Ruling::Public { reason: D::REASON },
            limit: D::LIMIT,
            below_floor: D::BELOW_FLOOR,
            exempted: BY_ARGUMENT,
            checks: &[],
        }
    }
}

/// A first argument that decides, in a handler that a router with the state `S` can serve.
#[diagnostic::on_unimplemented(
    message = "this handler has no security decision",
    label = "add `#[secured(...)]` or `#[public(\"why\")]` to the handler"
)]
pub trait Wired<S>: Decision {}

impl<S, R: Requirement<C>, C: Catalogue> Wired<S> for Guard<R, C> where Arc<C>: FromRef<S> {}
impl<S, R, C, T> Wired<S> for GuardWith<R, C, T>
where
    R: Yields<T, C>,
    C: Catalogue,
    T: Carried<R, C> + 'static,
    Arc<C>: FromRef<S>,
{
}
impl<S, R, C, T, X> Wired<S> for GuardChecked<R, C, T, X>
where
    R: Checking<S, T, X, C>,
    C: Catalogue,
    T: Carried<(R, X), C> + 'static,
    X: 'static,
    Arc<C>: FromRef<S>,
{
}
impl<S, D: Declaration> Wired<S> for Open<D> {}

/// The first argument of a function of any arity. `A` is the tuple of all of them.
pub trait FirstArgument<A> {
    /// Its type.
    type First;
}

/// The first argument of a function that has none.
#[derive(Debug)]
pub enum NoArgument {}

impl<F, Fut> FirstArgument<()> for F
where
    F: FnOnce() -> Fut,
{
    type First = NoArgument;
}

macro_rules! first_arguments {
    ($($($argument:ident)*;)*) => {$(
        impl<F, Fut, First, $($argument),*> FirstArgument<(First, $($argument,)*)> for F
        where
            F: FnOnce(First, $($argument),*) -> Fut,
        {
            type First = First;
        }
    )*};
}

first_arguments! {
    ;
    B;
    B C;
    B C D;
    B C D E;
    B C D E G;
    B C D E G H;
    B C D E G H I;
    B C D E G H I J;
    B C D E G H I J K;
    B C D E G H I J K L;
    B C D E G H I J K L M;
    B C D E G H I J K L M N;
    B C D E G H I J K L M N O;
    B C D E G H I J K L M N O P;
    B C D E G H I J K L M N O P Q;
}

/// A decision as a value, for things that carry none themselves: see [`public`] and [`secured`].
pub trait DecisionValue<S>: Sized {
    #[doc(hidden)]
    type Guard: axum::extract::FromRequestParts<S> + Send + 'static;
    #[doc(hidden)]
    fn statement(&self) -> Statement;
}

/// Everybody may call; made by [`public`].
#[derive(Debug, Clone, Copy)]
pub struct Public {
    reason: &'static str,
    site: Site,
    below_floor: Option<&'static str>,
}

impl Public {
    /// And why it may, below a floor.
    #[must_use]
    pub fn below_floor(self, reason: &'static str) -> Self {
        Self {
            below_floor: Some(reason),
            ..self
        }
    }
}

/// Who meets `R` may call; made by [`secured`].
#[derive(Debug)]
pub struct Secured<R> {
    site: Site,
    below_floor: Option<&'static str>,
    requirement: PhantomData<fn() -> R>,
}

impl<R> Secured<R> {
    /// And why, where a floor demands more.
    #[must_use]
    pub fn below_floor(self, reason: &'static str) -> Self {
        Self {
            below_floor: Some(reason),
            ..self
        }
    }
}

/// The decision that everybody may call a service, and why.
#[track_caller]
pub fn public(reason: &'static str) -> Public {
    Public {
        reason,
        site: Site::here("service"),
        below_floor: None,
    }
}

/// The decision that who meets the scheme or named requirement `R` may call a service.
#[track_caller]
pub fn secured<R: Atom>() -> Secured<R> {
    Secured {
        site: Site::here("service"),
        below_floor: None,
        requirement: PhantomData,
    }
}

#[doc(hidden)]
#[derive(Debug)]
pub enum Anyone {}

/// What is said of a service is said by the value: see [`Public`].
impl Declaration for Anyone {
    const REASON: &'static str = "";
    const SITE: Site = Site {
        name: "service",
        file: "",
        line: 0,
    };
}

impl<S: Send + Sync> DecisionValue<S> for Public {
    type Guard = Open<Anyone>;

    fn statement(&self) -> Statement {
        Statement {
            site: self.site,
            ruling: Ruling::Public {
                reason: self.reason,
            },
            limit: None,
            below_floor: self.below_floor,
            exempted: BY_CALL,
            checks: &[],
        }
    }
}

impl<S, R> DecisionValue<S> for Secured<R>
where
    S: Send + Sync,
    R: Atom + Requirement<R::Catalogue>,
    Arc<R::Catalogue>: FromRef<S>,
{
    type Guard = Guard<R, R::Catalogue>;

    fn statement(&self) -> Statement {
        Statement {
            site: self.site,
            below_floor: self.below_floor,
            exempted: BY_CALL,
            ..Guard::<R, R::Catalogue>::statement()
        }
    }
}
