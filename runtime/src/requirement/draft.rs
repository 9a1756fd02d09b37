//! Drafts: a requirement while it is put together in a constant.

use super::{MAX_ALTERNATIVES, Need, comparison::covers};
use crate::{role::RoleTable, scheme::Scheme, scope::ScopeTable, vocabulary::same};

/// The most schemes over all alternatives.
const MAX_NEEDS: usize = 64;

/// A requirement while it is put together in a constant.
/// Nothing here panics: what must not be is reported by the assertions, each of which stands on the
/// author's own words.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Draft {
    needs: [Need; MAX_NEEDS],
    ends: [u8; MAX_ALTERNATIVES],
    alternatives: usize,
    /// Whether it stands for itself, however often it is named: see [`super::assert_once`].
    pub(super) named: bool,
    /// Whether there was more than fits: see [`super::assert_fit`].
    pub(super) overflows: bool,
    /// The alternatives in which one scheme needs two levels, a bit each: see
    /// [`super::assert_one_level`].
    pub(super) torn: u16,
    /// Whether it lacks what was reported where it is written: what follows from that stays unsaid.
    pub(super) flawed: bool,
}

impl Draft {
    /// Without an alternative.
    pub const EMPTY: Self = Self {
        needs: [Need::NONE; MAX_NEEDS],
        ends: [0; MAX_ALTERNATIVES],
        alternatives: 0,
        named: false,
        overflows: false,
        torn: 0,
        flawed: false,
    };

    /// The requirement of one scheme and nothing more.
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
        self.flawed |= self.overflows || self.torn != 0;
        self
    }

    /// A scheme's requirement with one more scope. An undeclared one is reported by
    /// [`super::assert_scope`], which stands on the author's literal, and leaves a flaw here.
    #[must_use]
    pub const fn scope(mut self, table: ScopeTable, token: &str) -> Self {
        if let Some(index) = table.position(token) {
            return self.scope_at(index);
        }
        self.flawed = true;
        self
    }

    /// A scheme's requirement with the scope at `index` of its table.
    #[must_use]
    pub const fn scope_at(mut self, index: usize) -> Self {
        self.needs[0].scopes |= 1 << index;
        self
    }

    /// A scheme's requirement with one more role. An undeclared one is reported by
    /// [`super::assert_role`].
    #[must_use]
    pub const fn role(mut self, table: RoleTable, name: &str) -> Self {
        if let Some(index) = table.position(name) {
            return self.role_at(index);
        }
        self.flawed = true;
        self
    }

    /// A scheme's requirement with the role at `index` of its table.
    #[must_use]
    pub const fn role_at(mut self, index: usize) -> Self {
        self.needs[0].roles |= 1 << index;
        self
    }

    /// A scheme's requirement with the level at which the caller must have authenticated. A scheme
    /// that knows none is reported by [`super::assert_stepped`].
    #[must_use]
    pub const fn level(mut self, level: &'static str) -> Self {
        self.flawed |= self.named;
        self.needs[0].level = Some(level);
        self
    }

    /// A scheme's requirement with the seconds since when the caller must have authenticated.
    #[must_use]
    pub const fn max_age(mut self, seconds: u32) -> Self {
        self.flawed |= self.named;
        self.needs[0].max_age = Some(seconds);
        self
    }

    /// With the alternatives of `all(group)` behind those it has; the last member varies fastest.
    #[must_use]
    pub const fn or(mut self, group: &[Self]) -> Self {
        let mut count = 1;
        let mut member = 0;
        while member < group.len() {
            count *= group[member].alternatives;
            self.overflows |= group[member].overflows;
            self.flawed |= group[member].flawed;
            member += 1;
        }
        let mut number = 0;
        while number < count {
            if self.alternatives == MAX_ALTERNATIVES {
                self.overflows = true;
                return self;
            }
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
        while member < group.len() {
            let draft = &group[member];
            radix /= draft.alternatives;
            let (mut at, stop) = draft.range((number / radix) % draft.alternatives);
            while at < stop {
                end = self.push_need(draft.needs[at], start, end);
                at += 1;
            }
            member += 1;
        }
        self.ends[self.alternatives] = narrow(end);
        self.alternatives += 1;
        self
    }

    /// Where the alternative from `start` to `end` ends with `need` in it: what is needed of one scheme
    /// unites.
    const fn push_need(&mut self, need: Need, start: usize, end: usize) -> usize {
        let mut at = start;
        while at < end {
            if self.needs[at].scheme == need.scheme {
                self.unite(at, need);
                return end;
            }
            at += 1;
        }
        if end == MAX_NEEDS {
            self.overflows = true;
            return end;
        }
        self.needs[end] = need;
        end + 1
    }

    /// The need at `at` with all of `other`. One level is none of two.
    const fn unite(&mut self, at: usize, other: Need) {
        let need = &mut self.needs[at];
        need.scopes |= other.scopes;
        need.roles |= other.roles;
        if let Some(seconds) = other.max_age {
            need.max_age = match need.max_age {
                Some(known) if known < seconds => Some(known),
                _ => Some(seconds),
            };
        }
        match (need.level, other.level) {
            (Some(one), Some(another)) if !same(one, another) => {
                self.torn |= 1 << self.alternatives;
            }
            (None, level) => need.level = level,
            _ => {}
        }
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

    pub(super) const fn shares_a_scheme_with(&self, other: &Self) -> bool {
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
    pub(super) const fn covers(&self, before: usize, after: usize, schemes: &[Scheme]) -> bool {
        covers(self.alternative(before), self.alternative(after), schemes)
    }

    const fn alternative(&self, index: usize) -> &[Need] {
        let (start, end) = self.range(index);
        let (before, _) = self.needs.split_at(end);
        before.split_at(start).1
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "at most MAX_NEEDS, which fits"
)]
const fn narrow(number: usize) -> u8 {
    number as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_keeps_the_written_order() {
        let (a, b, c) = (Draft::scheme(0), Draft::scheme(1), Draft::scheme(2));
        let either = Draft::EMPTY.or(&[a]).or(&[b]).named();
        let both = Draft::EMPTY.or(&[either, c]);
        let schemes: Vec<_> = both.needs::<4>().iter().map(|need| need.scheme).collect();
        assert_eq!((schemes, both.ends::<2>()), (vec![0, 2, 1, 2], [2, 4]));
    }

    #[test]
    fn scopes_of_one_scheme_unite() {
        let named = Draft::EMPTY.or(&[Draft::scheme(0).scope_at(1)]).named();
        let united = Draft::EMPTY.or(&[named, Draft::scheme(0).scope_at(2)]);
        assert_eq!(united.needs_len(), 1);
        assert_eq!(united.needs::<1>()[0].scopes, 0b110);
    }

    #[test]
    fn what_one_scheme_needs_twice_unites_to_the_stricter() {
        let named = |draft| Draft::EMPTY.or(&[draft]).named();
        let one = named(Draft::scheme(0).role_at(0).level("mfa").max_age(60));
        let other = named(Draft::scheme(0).role_at(2).max_age(30));
        for united in [
            Draft::EMPTY.or(&[one, other]),
            Draft::EMPTY.or(&[other, one]),
        ] {
            let [need] = united.needs::<1>();
            assert_eq!(need.roles, 0b101);
            assert_eq!((need.level, need.max_age), (Some("mfa"), Some(30)));
            assert_eq!(united.torn, 0);
        }
    }

    #[test]
    fn two_levels_of_one_scheme_are_remembered_where_they_meet() {
        let named = |level| Draft::EMPTY.or(&[Draft::scheme(0).level(level)]).named();
        let (mfa, pwd) = (named("mfa"), named("pwd"));
        let draft = Draft::EMPTY
            .or(&[Draft::scheme(1)])
            .or(&[mfa, mfa])
            .or(&[mfa, pwd]);
        assert_eq!(draft.torn, 0b100);
        assert!(!draft.flawed && draft.named().flawed);
    }

    #[test]
    fn an_alternative_is_covered_only_by_one_that_needs_no_more() {
        static SCHEMES: &[Scheme] = &[Scheme::new(
            "bearer",
            "",
            None,
            crate::scheme::Kind::Bearer { format: None },
            ScopeTable::new(&[]),
            RoleTable::new(&[
                crate::role::RoleEntry {
                    token: "viewer",
                    description: "",
                    implies: 0,
                },
                crate::role::RoleEntry {
                    token: "editor",
                    description: "",
                    implies: 1,
                },
            ]),
        )];
        let covers =
            |one: Draft, other: Draft| Draft::EMPTY.or(&[one]).or(&[other]).covers(0, 1, SCHEMES);
        let plain = Draft::scheme(0);
        let (viewer, editor) = (plain.role_at(0), plain.role_at(1));
        assert!(covers(plain, viewer) && !covers(viewer, plain));
        assert!(covers(viewer, editor) && !covers(editor, viewer));
        assert!(covers(plain, plain.level("mfa")) && !covers(plain.level("mfa"), plain));
        assert!(covers(plain.level("mfa"), plain.level("mfa")));
        assert!(!covers(plain.level("mfa"), plain.level("pwd")));
        assert!(covers(plain, plain.max_age(60)) && !covers(plain.max_age(60), plain));
        assert!(covers(plain.max_age(60), plain.max_age(60)));
        assert!(covers(plain.max_age(60), plain.max_age(30)));
        assert!(!covers(plain.max_age(30), plain.max_age(60)));
    }

    #[test]
    fn what_does_not_fit_is_remembered() {
        let (mut many, mut index) = (Draft::EMPTY, 0);
        while index < 16 {
            many = many.or(&[Draft::scheme(index)]);
            index += 1;
        }
        assert!(!many.overflows);
        assert!(many.or(&[Draft::scheme(16)]).overflows);
        let wide = Draft::EMPTY.or(&[many.named(), Draft::scheme(17).named()]);
        assert_eq!(
            (wide.len(), wide.needs_len(), wide.overflows),
            (16, 32, false)
        );
        let wider = [17, 18, 19, 20].map(|scheme| Draft::scheme(scheme).named());
        let all: Vec<Draft> = [many.named()].into_iter().chain(wider).collect();
        assert!(Draft::EMPTY.or(&all).overflows);
        let of_named = Draft::EMPTY.or(&[many.or(&[wider[0]]).named()]);
        assert!(of_named.overflows && of_named.flawed);
    }
}
