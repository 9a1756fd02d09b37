//! Requirements: alternatives of schemes with scopes, as one constant that everything reads.

use crate::{
    catalogue::Catalogue,
    message::Message,
    scheme::Scheme,
    scope::{ScopeSet, ScopeTable},
};

/// The most alternatives one requirement may have once it is flattened.
pub const MAX_ALTERNATIVES: usize = 16;
const MAX_NEEDS: usize = 64;

/// One scheme of an alternative and the scopes its credential must carry.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    scheme: u8,
    scopes: u128,
}

impl Need {
    const NONE: Self = Self {
        scheme: 0,
        scopes: 0,
    };

    /// The scheme's place among the fields of its struct.
    pub(crate) const fn scheme(self) -> usize {
        self.scheme as usize
    }

    /// The scopes that must be granted.
    pub(crate) const fn scopes(self) -> ScopeSet {
        ScopeSet::from_bits(self.scopes)
    }
}

/// What an operation needs: alternatives in written order, each a set of schemes with scopes
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

    /// The schemes of all alternatives in the order they are first written, each once, with the
    /// scopes of the first alternative that names it.
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
    /// Each scheme with the scopes it must carry, in written order.
    pub fn schemes(&self) -> impl Iterator<Item = (&'static Scheme, ScopeSet)> + use<'p> {
        let schemes = self.schemes;
        self.needs
            .iter()
            .map(move |need| (&schemes[need.scheme()], need.scopes()))
    }

    pub(crate) fn needs(&self) -> &'p [Need] {
        self.needs
    }
}

/// A requirement while it is put together in a constant.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Draft {
    needs: [Need; MAX_NEEDS],
    ends: [u8; MAX_ALTERNATIVES],
    alternatives: usize,
    named: bool,
}

impl Draft {
    /// Without an alternative.
    pub const EMPTY: Self = Self {
        needs: [Need::NONE; MAX_NEEDS],
        ends: [0; MAX_ALTERNATIVES],
        alternatives: 0,
        named: false,
    };

    /// The requirement of one scheme without scopes.
    pub const fn scheme(scheme: u8) -> Self {
        let mut draft = Self::EMPTY;
        draft.needs[0].scheme = scheme;
        draft.ends[0] = 1;
        draft.alternatives = 1;
        draft
    }

    /// The same as a named requirement: a scheme in it may meet itself in an alternative.
    #[must_use]
    pub const fn named(mut self) -> Self {
        self.named = true;
        self
    }

    /// A scheme's requirement with one more scope. An undeclared one is reported by
    /// [`assert_scope`], which stands on the author's literal, and leaves this unchanged.
    #[must_use]
    pub const fn scope(self, table: ScopeTable, token: &str) -> Self {
        match table.position(token) {
            Some(index) => self.scope_at(index),
            None => self,
        }
    }

    /// A scheme's requirement with the scope at `index` of its table.
    #[must_use]
    pub const fn scope_at(mut self, index: usize) -> Self {
        self.needs[0].scopes |= 1 << index;
        self
    }

    /// With the alternatives of `all(group)` behind those it has; the last member varies fastest.
    ///
    /// # Panics
    /// In a constant, as a compile error: more alternatives or schemes than fit, or one scheme
    /// written twice in an alternative.
    #[must_use]
    pub const fn or(mut self, group: &[Self]) -> Self {
        let mut count = 1;
        let mut member = 0;
        while member < group.len() {
            count *= group[member].alternatives;
            member += 1;
        }
        let mut number = 0;
        while number < count {
            assert!(
                self.alternatives < MAX_ALTERNATIVES,
                "a requirement has at most 16 alternatives"
            );
            self = self.push_product(group, number, count);
            number += 1;
        }
        self
    }

    /// One alternative of a group's product, by its number in mixed radix.
    const fn push_product(mut self, group: &[Self], number: usize, count: usize) -> Self {
        let start = self.needs_len();
        let mut end = start;
        let mut radix = count;
        let mut member = 0;
        let mut written = [false; MAX_NEEDS];
        while member < group.len() {
            let draft = &group[member];
            radix /= draft.alternatives;
            let (mut at, stop) = draft.range((number / radix) % draft.alternatives);
            while at < stop {
                let place = self.push_need(draft.needs[at], start, end);
                assert!(
                    draft.named || !written[place],
                    "a scheme stands twice in one alternative\nhelp: give it all its scopes at once: `bearer(\"a b\")`"
                );
                written[place] |= !draft.named;
                end = if place < end { end } else { place + 1 };
                at += 1;
            }
            member += 1;
        }
        self.ends[self.alternatives] = narrow(end);
        self.alternatives += 1;
        self
    }

    /// Where `need` stands in the alternative from `start` to `end`, once it does: scopes of one
    /// scheme unite.
    const fn push_need(&mut self, need: Need, start: usize, end: usize) -> usize {
        let mut at = start;
        while at < end {
            if self.needs[at].scheme == need.scheme {
                self.needs[at].scopes |= need.scopes;
                return at;
            }
            at += 1;
        }
        assert!(
            end < MAX_NEEDS,
            "a requirement names at most 64 schemes over all its alternatives"
        );
        self.needs[end] = need;
        end
    }

    const fn range(&self, alternative: usize) -> (usize, usize) {
        let start = if alternative == 0 {
            0
        } else {
            self.ends[alternative - 1] as usize
        };
        (start, self.ends[alternative] as usize)
    }

    /// How many alternatives it has.
    #[allow(clippy::len_without_is_empty)] // only drafts under construction are empty
    pub const fn len(&self) -> usize {
        self.alternatives
    }

    /// How many schemes it names over all alternatives.
    pub const fn needs_len(&self) -> usize {
        if self.alternatives == 0 {
            0
        } else {
            self.ends[self.alternatives - 1] as usize
        }
    }

    /// The schemes over all alternatives.
    pub const fn needs<const N: usize>(&self) -> [Need; N] {
        let mut needs = [Need::NONE; N];
        let mut at = 0;
        while at < N {
            needs[at] = self.needs[at];
            at += 1;
        }
        needs
    }

    /// Where each alternative ends.
    pub const fn ends<const N: usize>(&self) -> [u8; N] {
        let mut ends = [0; N];
        let mut at = 0;
        while at < N {
            ends[at] = self.ends[at];
            at += 1;
        }
        ends
    }

    const fn shares_a_scheme_with(&self, other: &Self) -> bool {
        let mut at = 0;
        while at < self.needs_len() {
            let mut beside = 0;
            while beside < other.needs_len() {
                if self.needs[at].scheme == other.needs[beside].scheme {
                    return true;
                }
                beside += 1;
            }
            at += 1;
        }
        false
    }

    /// Whether alternative `before` is covered whenever `after` is.
    const fn covers(&self, before: usize, after: usize, schemes: &[Scheme]) -> bool {
        let (mut at, stop) = self.range(before);
        while at < stop {
            let wanted = self.needs[at];
            let (mut other, end) = self.range(after);
            let mut found = false;
            while other < end {
                let given = self.needs[other];
                if given.scheme == wanted.scheme {
                    let closure = schemes[given.scheme as usize].scopes.closure(given.scopes);
                    found = wanted.scopes & closure == wanted.scopes;
                }
                other += 1;
            }
            if !found {
                return false;
            }
            at += 1;
        }
        true
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "at most MAX_NEEDS, which fits"
)]
const fn narrow(number: usize) -> u8 {
    number as u8
}

/// Refuses, in a constant, a group none or not all of whose alternatives can ever decide.
/// `lengths` holds the number of alternatives of each written group, `written` their text.
#[doc(hidden)]
pub const fn assert_alive(
    draft: &Draft,
    schemes: &[Scheme],
    group: usize,
    lengths: &[usize],
    written: &[&str],
) {
    let mut start = 0;
    let mut before = 0;
    while before < group {
        start += lengths[before];
        before += 1;
    }
    let mut dead = 0;
    let mut by = 0;
    let mut after = start;
    while after < start + lengths[group] {
        let mut earlier = 0;
        while earlier < after {
            if draft.covers(earlier, after, schemes) {
                by = earlier;
                dead += 1;
                break;
            }
            earlier += 1;
        }
        after += 1;
    }
    if dead == 0 {
        return;
    }
    let mut owner = 0;
    while by >= lengths[owner] {
        by -= lengths[owner];
        owner += 1;
    }
    let message = Message::new()
        .text(if dead == lengths[group] {
            "alternative `"
        } else {
            "a part of alternative `"
        })
        .text(written[group])
        .text("` can never matter\nhelp: `")
        .text(written[owner])
        .text("`, written before it, already admits the request");
    panic!("{}", message.as_str());
}

/// Refuses, in a constant, members of one alternative that share a scheme: its principal can be
/// handed over once.
#[doc(hidden)]
pub const fn assert_apart(members: &[Draft]) {
    let mut one = 0;
    while one < members.len() {
        let mut other = one + 1;
        while other < members.len() {
            assert!(
                !members[one].shares_a_scheme_with(&members[other]),
                "a scheme would yield its principal twice\nhelp: leave `#[principal]` out, or name the scheme once"
            );
            other += 1;
        }
        one += 1;
    }
}

/// Refuses, in a constant, a scope the scheme does not declare.
#[doc(hidden)]
pub const fn assert_scope(scheme: Option<&Scheme>, token: &str) {
    let Some(scheme) = scheme else {
        panic!("a named requirement is used as it is, without arguments")
    };
    if scheme.scopes.position(token).is_some() {
        return;
    }
    let declared = scheme.scopes.entries();
    if declared.is_empty() {
        let message = Message::new()
            .text("scheme `")
            .text(scheme.name)
            .text("` declares no scopes\nhelp: remove them, or declare them with `scopes = Scope` on the field");
        panic!("{}", message.as_str());
    }
    let mut message = Message::new()
        .text("unknown scope `")
        .text(token)
        .text("` of scheme `")
        .text(scheme.name)
        .text("`\nhelp: ");
    let mut nearest = 0;
    let mut at = 0;
    while at < declared.len() {
        if distance(declared[at].token, token) < distance(declared[nearest].token, token) {
            nearest = at;
        }
        at += 1;
    }
    if distance(declared[nearest].token, token) * 3 <= token.len() {
        message = message
            .text("did you mean `")
            .text(declared[nearest].token)
            .text("`?");
        panic!("{}", message.as_str());
    }
    message = message.text("it declares");
    at = 0;
    while at < declared.len() {
        message = message
            .text(if at == 0 { " `" } else { ", `" })
            .text(declared[at].token)
            .text("`");
        at += 1;
    }
    panic!("{}", message.as_str());
}

/// Edit distance in a constant, without regard to case, `-` and `_`. Beyond 64 bytes it gives up.
const fn distance(left: &str, right: &str) -> usize {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() >= 64 || right.len() >= 64 {
        return usize::MAX / 4;
    }
    let mut row = [0_usize; 65];
    let mut column = 0;
    while column <= right.len() {
        row[column] = column;
        column += 1;
    }
    let mut line = 1;
    while line <= left.len() {
        let mut diagonal = row[0];
        row[0] = line;
        column = 1;
        while column <= right.len() {
            let same = fold(left[line - 1]) == fold(right[column - 1]);
            let mut best = if same { diagonal } else { diagonal + 1 };
            if row[column] + 1 < best {
                best = row[column] + 1;
            }
            if row[column - 1] + 1 < best {
                best = row[column - 1] + 1;
            }
            diagonal = row[column];
            row[column] = best;
            column += 1;
        }
        line += 1;
    }
    row[right.len()]
}

const fn fold(byte: u8) -> u8 {
    if byte == b'_' {
        b'-'
    } else {
        byte.to_ascii_lowercase()
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

/// What a guarded handler's marker says.
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "`{Self}` states no requirement of `{C}`")]
pub trait Requirement<C: Catalogue>: 'static {
    const POLICY: &'static Policy;
    const SITE: Site;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_ignores_case_and_dashes() {
        assert_eq!(distance("items:write", "items:wirte"), 2);
        assert_eq!(distance("Items_Write", "items-write"), 0);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn a_product_keeps_the_written_order() {
        let (a, b, c) = (Draft::scheme(0), Draft::scheme(1), Draft::scheme(2));
        let either = Draft::EMPTY.or(&[a]).or(&[b]).named();
        let both = Draft::EMPTY.or(&[either, c]);
        let schemes: Vec<_> = both.needs::<4>().iter().map(|need| need.scheme).collect();
        assert_eq!((schemes, both.ends::<2>()), (vec![0, 2, 1, 2], [2, 4]));
    }

    #[test]
    fn only_a_named_requirement_brings_a_scheme_in_again() {
        let named = Draft::EMPTY.or(&[Draft::scheme(0).scope_at(1)]).named();
        let united = Draft::EMPTY.or(&[named, Draft::scheme(0).scope_at(2)]);
        assert_eq!(united.needs_len(), 1);
        assert_eq!(united.needs::<1>()[0].scopes, 0b110);
        let twice =
            std::panic::catch_unwind(|| Draft::EMPTY.or(&[Draft::scheme(0), Draft::scheme(0)]));
        assert!(twice.is_err());
    }
}
