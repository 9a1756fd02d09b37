//! Requirements: alternatives of schemes with scopes and roles, as one constant that everything reads.

mod assertions;
mod comparison;
mod distance;
mod draft;

use std::time::Duration;

pub use self::{
    assertions::{
        assert_alive, assert_apart, assert_fit, assert_once, assert_one_level, assert_role,
        assert_scope, assert_stepped,
    },
    draft::Draft,
};
use crate::{catalogue::Catalogue, limit::Limit, role::RoleSet, scheme::Scheme, scope::ScopeSet};

/// The most alternatives one requirement may have once it is flattened.
pub const MAX_ALTERNATIVES: usize = 16;

/// One scheme of an alternative, and what its credential must prove beside who the caller is.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    scheme: u8,
    scopes: u128,
    roles: u128,
    level: Option<&'static str>,
    max_age: Option<u32>,
}

impl Need {
    const NONE: Self = Self {
        scheme: 0,
        scopes: 0,
        roles: 0,
        level: None,
        max_age: None,
    };

    /// The scheme's place among the fields of its struct.
    pub(crate) const fn scheme(self) -> usize {
        self.scheme as usize
    }

    /// The scopes that must be granted.
    pub const fn scopes(self) -> ScopeSet {
        ScopeSet::from_bits(self.scopes)
    }

    /// The roles the principal must have.
    pub const fn roles(self) -> RoleSet {
        RoleSet::from_bits(self.roles)
    }

    /// The level at which the caller must have authenticated (`acr`).
    pub const fn level(self) -> Option<&'static str> {
        self.level
    }

    /// How long ago the caller may have authenticated (`max_age`).
    pub const fn max_age(self) -> Option<Duration> {
        match self.max_age {
            Some(seconds) => Some(Duration::from_secs(seconds as u64)),
            None => None,
        }
    }

    /// Whether it says how or when the caller must have authenticated.
    pub(crate) const fn is_stepped(self) -> bool {
        self.level.is_some() || self.max_age.is_some()
    }
}

/// What an operation needs: alternatives in written order, each a set of schemes with scopes and roles
/// (disjunctive normal form, the shape of OpenAPI's `security`).
#[derive(Debug)]
pub struct Policy {
    needs: &'static [Need],
    ends: &'static [u8],
    optional: bool,
    schemes: &'static [Scheme],
}

impl Policy {
    #[doc(hidden)]
    pub const fn new(
        needs: &'static [Need],
        ends: &'static [u8],
        optional: bool,
        schemes: &'static [Scheme],
    ) -> Self {
        // In OpenAPI an empty list and an empty alternative both mean *open*.
        assert!(
            !ends.is_empty() && ends[0] > 0,
            "a requirement without a scheme"
        );
        Self {
            needs,
            ends,
            optional,
            schemes,
        }
    }

    /// Whether a request without any credential is admitted as anonymous.
    pub fn is_optional(&self) -> bool {
        self.optional
    }

    /// The alternatives in written order.
    pub fn alternatives(&self) -> impl Iterator<Item = Alternative<'_>> {
        (0..self.ends.len()).map(|index| self.alternative(index))
    }

    #[inline]
    pub(crate) fn alternative(&self, index: usize) -> Alternative<'_> {
        let end = self.ends.get(index).copied().map_or(0, usize::from);
        let start = index
            .checked_sub(1)
            .map_or(0, |before| usize::from(self.ends[before]));
        Alternative {
            needs: self.needs.get(start..end).unwrap_or_default(),
            schemes: self.schemes,
        }
    }

    pub(crate) fn scheme(&self, need: Need) -> &'static Scheme {
        &self.schemes[need.scheme()]
    }

    /// The schemes of all alternatives in the order they are first written, each once, with the
    /// needs of the first alternative that names it.
    pub(crate) fn schemes(&self) -> impl Iterator<Item = (&'static Scheme, Need)> + '_ {
        self.needs.iter().enumerate().filter_map(|(at, need)| {
            let first = self.needs[..at]
                .iter()
                .all(|before| before.scheme != need.scheme);
            first.then(|| (&self.schemes[need.scheme()], *need))
        })
    }
}

/// One alternative of a requirement: every scheme in it must be satisfied.
#[derive(Debug, Clone, Copy)]
pub struct Alternative<'p> {
    needs: &'p [Need],
    schemes: &'static [Scheme],
}

impl<'p> Alternative<'p> {
    /// Each scheme with what is needed of it, in written order.
    pub fn schemes(&self) -> impl Iterator<Item = (&'static Scheme, Need)> + use<'p> {
        let schemes = self.schemes;
        self.needs
            .iter()
            .map(move |need| (&schemes[need.scheme()], *need))
    }

    pub(crate) fn needs(&self) -> &'p [Need] {
        self.needs
    }
}

/// Where a decision stands in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// The handler's or requirement's name.
    pub name: &'static str,
    /// The source file.
    pub file: &'static str,
    /// The line of the attribute.
    pub line: u32,
}

impl Site {
    /// Where this is called.
    #[track_caller]
    pub(crate) fn here(name: &'static str) -> Self {
        let caller = std::panic::Location::caller();
        Self {
            name,
            file: caller.file(),
            line: caller.line(),
        }
    }
}

/// What a guarded handler's marker says.
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "`{Self}` states no requirement of `{C}`")]
pub trait Requirement<C: Catalogue>: 'static {
    const POLICY: &'static Policy;
    const SITE: Site;
    const LIMIT: Option<Limit> = None;
    /// Why it may be weaker than a floor.
    const BELOW_FLOOR: Option<&'static str> = None;
    /// Where its limit counts, beside the site: one macro may write several modules in one place.
    const MODULE: &'static str = "";
}
