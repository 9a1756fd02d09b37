//! Floors: the least that a router demands of everything below it.

use std::any::TypeId;

use crate::{
    catalogue::{Atom, Catalogue},
    decision::{Decision, Ruling, Statement},
    message::Message,
    requirement::{Policy, Requirement, Site},
};

/// What a [`SecuredRouter`](crate::SecuredRouter) demands of everything below it, as its type says:
/// [`NoFloor`], a scheme or named requirement, or several of them as a pair.
pub trait Floor: 'static {
    /// This, and one more.
    #[doc(hidden)]
    type And<A>;
    #[doc(hidden)]
    const DEMANDS: Option<&'static Demands>;
}

/// A router that demands nothing but a decision.
#[derive(Debug)]
pub enum NoFloor {}

impl Floor for NoFloor {
    type And<A> = A;
    const DEMANDS: Option<&'static Demands> = None;
}

impl<F: Atom> Floor for F {
    type And<A> = (F, A);
    const DEMANDS: Option<&'static Demands> = Some(&Demands {
        last: F::DEMAND,
        before: None,
    });
}

impl<F: Floor, L: Atom> Floor for (F, L) {
    type And<A> = ((F, L), A);
    const DEMANDS: Option<&'static Demands> = Some(&Demands {
        last: L::DEMAND,
        before: F::DEMANDS,
    });
}

/// The demands of a router's type.
#[doc(hidden)]
#[derive(Debug)]
pub struct Demands {
    last: Demand,
    before: Option<&'static Demands>,
}

/// One floor.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Demand {
    pub(crate) site: Site,
    pub(crate) policy: &'static Policy,
    catalogue: fn() -> TypeId,
}

impl Demand {
    /// The requirement of a scheme or a named one.
    pub const fn of<R: Requirement<C>, C: Catalogue>() -> Self {
        Self {
            site: R::SITE,
            policy: R::POLICY,
            catalogue: TypeId::of::<C>,
        }
    }

    pub(crate) fn is_met_by(&self, statement: &Statement) -> bool {
        match statement.ruling {
            Ruling::Public { .. } => false,
            Ruling::Secured { policy, .. } => self.knows(statement) && policy.meets(self.policy),
        }
    }

    /// Whether a decision is about the same struct of schemes.
    pub(crate) fn knows(&self, statement: &Statement) -> bool {
        match statement.ruling {
            Ruling::Public { .. } => true,
            Ruling::Secured { catalogue, .. } => catalogue == (self.catalogue)(),
        }
    }

    /// Whether both demand the same by the same name. The place alone does not tell: one macro may write
    /// several modules in one place.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.site == other.site
            && (self.catalogue)() == (other.catalogue)()
            && self.policy.meets(other.policy)
            && other.policy.meets(self.policy)
    }
}

/// A decision as far as floors read it in constants.
#[derive(Debug, Clone, Copy)]
pub struct Footing {
    pub(crate) name: &'static str,
    /// `None` where it is public.
    pub(crate) policy: Option<&'static Policy>,
    pub(crate) below_floor: Option<&'static str>,
}

/// Refuses, in a constant, a decision that is weaker than the floor of the router it is mounted on.
/// What constants cannot tell, and what is mounted by other ways, is refused when the router is split.
#[doc(hidden)]
pub const fn assert_floor<D: Decision, F: Floor>() {
    let footing = D::FOOTING;
    if let Some(demand) = unmet(&footing, F::DEMANDS) {
        panic!("{}", weaker(&footing, demand).as_str());
    }
}

/// The last demand that a decision is weaker than without saying why.
const fn unmet(
    footing: &Footing,
    mut demands: Option<&'static Demands>,
) -> Option<&'static Demand> {
    if footing.below_floor.is_some() {
        return None;
    }
    while let Some(Demands { last, before }) = demands {
        let is_met = match footing.policy {
            None => false,
            Some(policy) => policy.meets(last.policy),
        };
        if !is_met {
            return Some(last);
        }
        demands = *before;
    }
    None
}

const fn weaker(footing: &Footing, demand: &Demand) -> Message {
    let message = Message::new().text("handler `").text(footing.name);
    if footing.policy.is_none() {
        return message
            .text("` is public, below the floor `")
            .text(demand.site.name)
            .text("`\nhelp: give a reason: `#[public(\"...\", below_floor = \"why\")]`");
    }
    message
        .text("` is weaker than the floor `")
        .text(demand.site.name)
        .text("`\nhelp: require as much as `")
        .text(demand.site.name)
        .text("`, or give a reason: `#[secured(..., below_floor = \"why\")]`")
}
