//! Roles: what a principal is, apart from any token.

use crate::vocabulary::{Entry, Noun, Set, Table};

/// The roles an application knows, one variant each. Derived, not written by hand:
/// `#[derive(Roles)]` on an enum without fields.
///
/// A scheme names the enum with `roles = Role`; from then on only these roles can be written in
/// `#[secured(...)]` for that scheme, and a principal's other roles count for nothing.
pub trait Roles: Sized + 'static {
    /// Every role in declaration order.
    const TABLE: RoleTable;
}

/// The roles of a scheme that declares none.
#[derive(Debug)]
pub enum NoRoles {}

impl Roles for NoRoles {
    const TABLE: RoleTable = RoleTable::new(&[]);
}

/// One declared role.
pub type RoleEntry = Entry;

/// The declared roles of a scheme: 128 at most.
pub type RoleTable = Table<OfRoles>;

/// A set of declared roles of one scheme.
pub type RoleSet = Set<OfRoles>;

/// Tells sets of roles from others.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OfRoles;

impl Noun for OfRoles {
    const ONE: &'static str = "role";
    const SEVERAL: &'static str = "roles";
    const ENUM: &'static str = "Role";
    const SET: &'static str = "RoleSet";
}
