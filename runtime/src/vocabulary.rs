//! Vocabularies: the names an application declares, as names outside and as bits inside.

use std::{fmt, marker::PhantomData};

/// What the names of a vocabulary are.
#[doc(hidden)]
pub trait Noun: fmt::Debug + Clone + Copy + PartialEq + Eq + 'static {
    /// One of them.
    const ONE: &'static str;
    /// Several of them, which is also how they are written in requirements.
    const SEVERAL: &'static str;
    /// The enum that declares them, as documentation names it.
    const ENUM: &'static str;
    /// What a set of them is called.
    const SET: &'static str;
}

/// One declared name.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The name as it stands in credentials and documents: a scope token (RFC 6749, section 3.3), or
    /// the name of a role.
    pub token: &'static str,
    /// What it allows, from the variant's doc comment.
    pub description: &'static str,
    /// The names in `implies(...)` or `includes(...)`, as bits.
    #[doc(hidden)]
    pub implies: u128,
}

/// The declared names of one kind: 128 at most.
#[derive(Debug, Clone, Copy)]
pub struct Table<N>(&'static [Entry], PhantomData<N>);

impl<N: Noun> Table<N> {
    #[doc(hidden)]
    pub const fn new(entries: &'static [Entry]) -> Self {
        assert!(entries.len() <= 128, "an enum holds at most 128 names");
        Self(entries, PhantomData)
    }

    /// Every name in declaration order.
    pub const fn entries(self) -> &'static [Entry] {
        self.0
    }

    /// The set a credential with these space-separated names was granted: declared ones with all they
    /// imply; others grant nothing.
    pub fn granted(self, tokens: &str) -> Set<N> {
        if tokens.is_empty() {
            return Set::EMPTY;
        }
        tokens
            .split(' ')
            .filter_map(|token| self.position(token))
            .fold(Set::EMPTY, |set, index| set.with(self.closure(1 << index)))
    }

    /// The names among these space-separated ones, without those they imply.
    #[cfg(feature = "tokens")]
    pub(crate) fn named(self, tokens: &str) -> Set<N> {
        tokens
            .split(' ')
            .filter_map(|token| self.position(token))
            .fold(Set::EMPTY, |set, index| set.with(1 << index))
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
        // Each is looked at once: constants do this often, and rustc counts their steps.
        let mut open = bits;
        while open != 0 {
            let index = open.trailing_zeros() as usize;
            open &= open - 1;
            if index < self.0.len() {
                open |= self.0[index].implies & !closed;
                closed |= self.0[index].implies;
            }
        }
        closed
    }

    /// The names of `set` in declaration order.
    pub fn names(self, set: Set<N>) -> impl Iterator<Item = &'static str> {
        self.0
            .iter()
            .enumerate()
            .filter(move |(index, _)| set.0 & (1 << index) != 0)
            .map(|(_, entry)| entry.token)
    }
}

/// A set of declared names of one scheme.
// Aligned as a word: what tells whether there is a set, or a valid credential with one, is as wide as
// the set's alignment.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
#[repr(Rust, packed(8))]
pub struct Set<N>(u128, PhantomData<N>);

impl<N: Noun> Set<N> {
    /// None at all.
    pub const EMPTY: Self = Self(0, PhantomData);

    pub(crate) const fn from_bits(bits: u128) -> Self {
        Self(bits, PhantomData)
    }

    #[cfg(any(test, feature = "jwt"))]
    pub(crate) const fn bits(self) -> u128 {
        self.0
    }

    const fn with(self, bits: u128) -> Self {
        Self::from_bits(self.0 | bits)
    }

    /// Whether it holds none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether it holds all of `other`.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// How many it holds.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Those of this set that `other` does not hold.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self::from_bits(self.0 & !other.0)
    }

    /// Those that both sets hold.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self::from_bits(self.0 & other.0)
    }
}

impl<N: Noun> fmt::Debug for Set<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({:#b})", N::SET, { self.0 })
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
    use crate::scope::{ScopeEntry, ScopeTable};

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
