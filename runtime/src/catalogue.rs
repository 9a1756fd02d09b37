//! Catalogues: the schemes of one struct with their verifiers, as the derive implements them.

use http::request::Parts;

use crate::{
    entry::{Progress, Standing},
    floor::Demand,
    practices::Practices,
    render::Render,
    requirement::Draft,
    role::Roles,
    scheme::Scheme,
    scope::Scopes,
};

/// The schemes of a `#[derive(SecuritySchemes)]` struct. Implemented by the derive alone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` declares no security schemes",
    note = "derive `SecuritySchemes` for it"
)]
pub trait Catalogue: Send + Sync + 'static {
    /// The state of one request: an entry for each scheme.
    #[doc(hidden)]
    type Slots: Default + Send;
    /// How refusals are rendered.
    #[doc(hidden)]
    type Render: Render;
    /// The schemes in the order of their fields.
    const SCHEMES: &'static [Scheme];

    /// What the schemes and their verifiers do that a guide of [practices](crate::practices) advises
    /// against.
    fn practices(&self) -> Practices;

    /// Reads the slot of a scheme, unless that was done before or takes waiting.
    #[doc(hidden)]
    fn read(&self, scheme: usize, parts: &Parts, slots: &mut Self::Slots) -> Progress;

    /// Asks a scheme's verifier, unless that was done before or takes waiting.
    #[doc(hidden)]
    fn verify(&self, scheme: usize, parts: &Parts, slots: &mut Self::Slots) -> Progress;

    /// Does what takes waiting.
    #[doc(hidden)]
    fn wait(
        &self,
        scheme: usize,
        parts: &Parts,
        slots: &mut Self::Slots,
    ) -> impl Future<Output = ()> + Send;

    /// How a scheme stands so far.
    #[doc(hidden)]
    fn standing(scheme: usize, slots: &Self::Slots) -> Standing<'_>;
}

/// What an expression is made of: a scheme or a named requirement. Implemented by
/// `#[derive(SecuritySchemes)]` and `requirement!` alone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a security scheme nor a named requirement",
    label = "not a scheme",
    note = "schemes are the field names of a `#[derive(SecuritySchemes)]` struct"
)]
pub trait Atom: 'static {
    /// The struct it belongs to.
    #[doc(hidden)]
    type Catalogue: Catalogue;
    /// The scopes that may be written for it.
    #[doc(hidden)]
    type Scopes: Scopes;
    /// The roles that may be written for it.
    #[doc(hidden)]
    type Roles: Roles;
    /// Whom it yields.
    type Principal: Send + 'static;
    #[doc(hidden)]
    const DRAFT: Draft;
    /// It as a floor.
    #[doc(hidden)]
    const DEMAND: Demand;
    /// The scheme; a named requirement has none of its own.
    #[doc(hidden)]
    const SCHEME: Option<&'static Scheme>;
    /// The principal of the alternative that admitted the request. It can be taken once.
    #[doc(hidden)]
    fn take(
        alternative: usize,
        slots: &mut <Self::Catalogue as Catalogue>::Slots,
    ) -> Option<Self::Principal>;
}

/// The members of one written alternative: what they yield together.
#[doc(hidden)]
pub trait Group<C: Catalogue> {
    /// One member: its principal. Several: the tuple in written order.
    type Principal;
    /// How many alternatives it stands for.
    const LEN: usize;
    fn take(alternative: usize, slots: &mut C::Slots) -> Option<Self::Principal>;

    /// Whether the alternative numbered `rest` is among its own; if not, they are counted off.
    fn holds(rest: &mut usize) -> bool {
        let holds = *rest < Self::LEN;
        if !holds {
            *rest -= Self::LEN;
        }
        holds
    }
}

impl<C: Catalogue, A: Atom<Catalogue = C>> Group<C> for (A,) {
    type Principal = A::Principal;
    const LEN: usize = A::DRAFT.len();

    fn take(alternative: usize, slots: &mut C::Slots) -> Option<Self::Principal> {
        A::take(alternative, slots)
    }
}

macro_rules! groups {
    ($($($member:ident)+;)*) => {$(
        impl<C: Catalogue, $($member: Atom<Catalogue = C>),+> Group<C> for ($($member,)+) {
            type Principal = ($($member::Principal,)+);
            const LEN: usize = 1 $(* $member::DRAFT.len())+;

            fn take(alternative: usize, slots: &mut C::Slots) -> Option<Self::Principal> {
                let mut radix = Self::LEN;
                Some(($({
                    radix /= $member::DRAFT.len();
                    $member::take(alternative / radix % $member::DRAFT.len(), slots)?
                },)+))
            }
        }
    )*};
}

groups! {
    A B;
    A B D;
    A B D E;
    A B D E F;
    A B D E F G;
    A B D E F G H;
    A B D E F G H I;
    A B D E F G H I J;
    A B D E F G H I J K;
    A B D E F G H I J K L;
    A B D E F G H I J K L M;
    A B D E F G H I J K L M N;
    A B D E F G H I J K L M N O;
    A B D E F G H I J K L M N O P;
    A B D E F G H I J K L M N O P Q;
}

/// A struct of schemes is itself and no other.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the schemes of one requirement belong to one struct",
    label = "of `{Self}`, unlike the first, which is of `{C}`"
)]
pub trait Same<C> {}

impl<C: Catalogue> Same<C> for C {}

/// Compiles where `D` is the struct `C`.
#[doc(hidden)]
pub const fn one_struct<D: Same<C>, C: Catalogue>() {}
