//! Operators: `any`, `all`, `optional`, and what they are called elsewhere.

use syn::Ident;

use crate::suggest::near;

/// How requirements are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Any,
    All,
    Optional,
}

impl Operator {
    const KNOWN: [(&'static str, Self); 3] = [
        ("any", Self::Any),
        ("all", Self::All),
        ("optional", Self::Optional),
    ];

    pub(super) fn named(ident: &Ident) -> Option<Self> {
        Self::KNOWN
            .into_iter()
            .find(|(name, _)| ident == name)
            .map(|(_, operator)| operator)
    }

    pub(crate) fn is_name(ident: &Ident) -> bool {
        Self::named(ident).is_some()
    }

    /// Names that operators have elsewhere, each with what to write here.
    const ELSEWHERE: [(&'static str, &'static str); 13] = [
        ("or", "any"),
        ("any_of", "any"),
        ("one_of", "any"),
        ("either", "any"),
        ("and", "all"),
        ("all_of", "all"),
        ("both", "all"),
        ("maybe", "optional"),
        ("opt", "optional"),
        ("option", "optional"),
        ("not", ""),
        ("none", ""),
        ("except", ""),
    ];

    /// What is written here for the operator that goes by this name elsewhere; empty for those
    /// that do not exist here.
    pub(crate) fn meant_by(name: &str) -> Option<&'static str> {
        let known = Self::ELSEWHERE.iter().find(|(known, _)| *known == name);
        known.map(|(_, ours)| *ours)
    }

    /// Whether the name is an operator's elsewhere, or nearly one of ours.
    pub(super) fn may_be_meant_by(name: &str) -> bool {
        Self::meant_by(name).is_some() || near(name, &Self::NAMES).is_some()
    }

    pub(crate) const NAMES: [&'static str; 3] =
        [Self::KNOWN[0].0, Self::KNOWN[1].0, Self::KNOWN[2].0];
}
