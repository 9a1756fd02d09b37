//! Comparison: whether who satisfies one requirement satisfies another.

use super::{Alternative, Need, Policy};
use crate::{scheme::Scheme, vocabulary::same};

/// Whether an alternative that needs `wanted` is covered whenever one that needs `given` is. In both a
/// scheme stands once.
pub(super) const fn covers(wanted: &[Need], given: &[Need], schemes: &[Scheme]) -> bool {
    let mut at = 0;
    while at < wanted.len() {
        let mut other = 0;
        let mut found = false;
        while other < given.len() {
            if given[other].scheme == wanted[at].scheme {
                found = wanted[at].is_met_by(given[other], &schemes[given[other].scheme as usize]);
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

impl Need {
    /// Whether who satisfies `given` of the same scheme satisfies this.
    const fn is_met_by(self, given: Self, scheme: &Scheme) -> bool {
        let (scopes, roles) = (
            scheme.scopes.closure(given.scopes),
            scheme.roles.closure(given.roles),
        );
        self.scopes & scopes == self.scopes
            && self.roles & roles == self.roles
            && self.is_at_level_of(given)
            && self.is_in_time_of(given)
    }

    pub(super) const fn is_at_level_of(self, given: Self) -> bool {
        match (self.level, given.level) {
            (None, _) => true,
            (Some(wanted), Some(given)) => same(wanted, given),
            (Some(_), None) => false,
        }
    }

    pub(super) const fn is_in_time_of(self, given: Self) -> bool {
        match (self.max_age, given.max_age) {
            (None, _) => true,
            (Some(wanted), Some(given)) => given <= wanted,
            (Some(_), None) => false,
        }
    }
}

impl Policy {
    /// Whether `floor` admits everybody whom this admits. Nothing in a requirement is negated, so each
    /// alternative has to be one that suffices there. Of schemes under other names it is not.
    pub(crate) const fn meets(&self, floor: &Self) -> bool {
        if self.optional && !floor.optional || !have_one_name(self.schemes, floor.schemes) {
            return false;
        }
        let mut given = 0;
        while given < self.ends.len() {
            let mut wanted = 0;
            let mut covered = false;
            while wanted < floor.ends.len() && !covered {
                covered = covers(floor.needs_of(wanted), self.needs_of(given), self.schemes);
                wanted += 1;
            }
            if !covered {
                return false;
            }
            given += 1;
        }
        true
    }

    /// The first alternative that does not suffice for `floor`, and what it lacks of the nearest one
    /// there.
    pub(crate) fn shortfall(&self, floor: &Self) -> Option<(Alternative<'_>, Vec<Need>)> {
        (0..self.ends.len()).find_map(|index| {
            let given = self.needs_of(index);
            let lacking = (0..floor.ends.len())
                .map(|wanted| self.lacking(floor.needs_of(wanted), given))
                .min_by_key(|lacking| distance(lacking, given))?;
            (!lacking.is_empty()).then(|| (self.alternative(index), lacking))
        })
    }

    /// What of `wanted` is not covered by `given`.
    fn lacking(&self, wanted: &[Need], given: &[Need]) -> Vec<Need> {
        let lacking = wanted.iter().map(|wanted| {
            let Some(given) = given.iter().find(|given| given.scheme == wanted.scheme) else {
                return Some(*wanted);
            };
            let scheme = &self.schemes[given.scheme()];
            let lacking = Need {
                scheme: wanted.scheme,
                scopes: wanted.scopes & !scheme.scopes.closure(given.scopes),
                roles: wanted.roles & !scheme.roles.closure(given.roles),
                level: wanted.level.filter(|_| !wanted.is_at_level_of(*given)),
                max_age: wanted.max_age.filter(|_| !wanted.is_in_time_of(*given)),
            };
            (!wanted.is_met_by(*given, scheme)).then_some(lacking)
        });
        lacking.flatten().collect()
    }

    /// What one alternative needs.
    pub(super) const fn needs_of(&self, alternative: usize) -> &'static [Need] {
        let start = match alternative {
            0 => 0,
            _ => self.ends[alternative - 1] as usize,
        };
        let (before, _) = self.needs.split_at(self.ends[alternative] as usize);
        before.split_at(start).1
    }
}

/// How far what is lacking is away: in schemes, then in what is needed of them.
fn distance(lacking: &[Need], given: &[Need]) -> (usize, u32) {
    let is_absent = |need: &&Need| !given.iter().any(|known| known.scheme == need.scheme);
    let demands = |need: &Need| {
        need.scopes().len()
            + need.roles().len()
            + u32::from(need.level.is_some())
            + u32::from(need.max_age.is_some())
    };
    let absent = lacking.iter().filter(is_absent).count();
    (absent, lacking.iter().map(demands).sum())
}

/// Whether these are the same names in the same order: constants cannot compare structs.
const fn have_one_name(schemes: &[Scheme], others: &[Scheme]) -> bool {
    if schemes.len() != others.len() {
        return false;
    }
    let mut at = 0;
    while at < schemes.len() {
        if !same(schemes[at].name, others[at].name) {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests;
