//! Scopes: what a credential was granted for, as names outside and as bits inside.

use std::fmt;

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
#[derive(Debug, Clone, Copy)]
pub struct ScopeEntry {
    /// The scope token as it stands in tokens and documents (RFC 6749, section 3.3).
    pub token: &'static str,
    /// What it allows, from the variant's doc comment.
    pub description: &'static str,
    /// The scopes named in `implies(...)`, as bits.
    #[doc(hidden)]
    pub implies: u128,
}

/// The declared scopes of a scheme: 128 at most.
#[derive(Debug, Clone, Copy)]
pub struct ScopeTable(&'static [ScopeEntry]);

impl ScopeTable {
    #[doc(hidden)]
    pub const fn new(entries: &'static [ScopeEntry]) -> Self {
        assert!(entries.len() <= 128, "an enum holds at most 128 scopes");
        Self(entries)
    }

    /// Every scope in declaration order.
    pub const fn entries(self) -> &'static [ScopeEntry] {
        self.0
    }

    /// The set a credential with these space-separated scope tokens was granted: declared ones
    /// with all they imply; others grant nothing.
    pub fn granted(self, tokens: &str) -> ScopeSet {
        if tokens.is_empty() {
            return ScopeSet::EMPTY;
        }
        tokens
            .split(' ')
            .filter_map(|token| self.position(token))
            .fold(ScopeSet::EMPTY, |set, index| {
                set.with(self.closure(1 << index))
            })
    }

    /// The scopes named in these space-separated scope tokens, without those they imply.
    #[cfg(feature = "tokens")]
    pub(crate) fn named(self, tokens: &str) -> ScopeSet {
        tokens
            .split(' ')
            .filter_map(|token| self.position(token))
            .fold(ScopeSet::EMPTY, |set, index| set.with(1 << index))
    }

    /// Where `token` stands in the table.
    pub(crate) const fn position(self, token: &str) -> Option<usize> {
        let mut index = 0;
        while index < self.0.len() {
            if same(self.0[index].token, token) {
                return Some(index);
            }
            index += 1;
        }
        None
    }

    /// `bits` with everything they imply, transitively.
    pub(crate) const fn closure(self, bits: u128) -> u128 {
        let mut closed = bits;
        loop {
            let before = closed;
            let mut index = 0;
            while index < self.0.len() {
                if closed & (1 << index) != 0 {
                    closed |= self.0[index].implies;
                }
                index += 1;
            }
            if closed == before {
                return closed;
            }
        }
    }

    /// The scope tokens of `set` in declaration order.
    pub fn names(self, set: ScopeSet) -> impl Iterator<Item = &'static str> {
        self.0
            .iter()
            .enumerate()
            .filter(move |(index, _)| set.0 & (1 << index) != 0)
            .map(|(_, entry)| entry.token)
    }
}

/// A set of declared scopes of one scheme.
// Aligned as a word: what tells whether there is a set, or a valid credential with one, is as wide as
// the set's alignment.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
#[repr(Rust, packed(8))]
pub struct ScopeSet(u128);

impl ScopeSet {
    /// No scope at all.
    pub const EMPTY: Self = Self(0);

    pub(crate) const fn from_bits(bits: u128) -> Self {
        Self(bits)
    }

    #[cfg(any(test, feature = "jwt"))]
    pub(crate) const fn bits(self) -> u128 {
        self.0
    }

    const fn with(self, bits: u128) -> Self {
        Self(self.0 | bits)
    }

    /// Whether it holds no scope.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether it holds every scope of `other`.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// How many scopes it holds.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The scopes of this set that `other` does not hold.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The scopes that both sets hold.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl fmt::Debug for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScopeSet({:#b})", { self.0 })
    }
}

/// String equality in constants.
pub(crate) const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut index = 0;
    while index < left.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: ScopeTable = ScopeTable::new(&[
        ScopeEntry {
            token: "read",
            description: "",
            implies: 0,
        },
        ScopeEntry {
            token: "write",
            description: "",
            implies: 0b1,
        },
        ScopeEntry {
            token: "admin",
            description: "",
            implies: 0b10,
        },
    ]);

    #[test]
    fn implication_is_transitive_and_one_way() {
        assert_eq!(TABLE.granted("admin").bits(), 0b111);
        assert_eq!(TABLE.granted("write").bits(), 0b011);
        assert_eq!(TABLE.granted("read").bits(), 0b001);
    }

    #[test]
    fn undeclared_and_misspelt_scopes_grant_nothing() {
        assert!(TABLE.granted("Read read,write reads  \tread").is_empty());
    }
}
