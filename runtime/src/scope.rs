//! Scopes: what a credential was granted for.

use crate::vocabulary::{Entry, Noun, Set, Table};

/// The scopes an application knows, one variant each. Derived, not written by hand:
/// `#[derive(Scopes)]` on an enum without fields.
///
/// A scheme names the enum with `scopes = Scope`; from then on only these scopes can be written in
/// `#[secured(...)]` for that scheme, and a token's other scopes grant nothing.
pub trait Scopes: Sized + 'static {
    /// Every scope in declaration order.
    const TABLE: ScopeTable;
}

/// The scopes of a scheme that declares none.
#[derive(Debug)]
pub enum NoScopes {}

impl Scopes for NoScopes {
    const TABLE: ScopeTable = ScopeTable::new(&[]);
}

/// One declared scope.
pub type ScopeEntry = Entry;

/// The declared scopes of a scheme: 128 at most.
pub type ScopeTable = Table<OfScopes>;

/// A set of declared scopes of one scheme.
pub type ScopeSet = Set<OfScopes>;

/// Tells sets of scopes from others.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OfScopes;

impl Noun for OfScopes {
    const ONE: &'static str = "scope";
    const SEVERAL: &'static str = "scopes";
    const ENUM: &'static str = "Scope";
    const SET: &'static str = "ScopeSet";
}
