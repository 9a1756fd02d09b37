//! The requirement, checked: what the expansion may rely on.

use proc_macro2::Span;
use syn::{Ident, LitStr, Path};

/// A requirement expression flattened to alternatives of members.
pub(crate) struct Policy {
    /// Every written scheme or named requirement, each with what is written for it.
    pub(crate) atoms: Vec<Member>,
    /// Alternatives in written order, as indices into `atoms`.
    pub(crate) groups: Vec<Group>,
    pub(crate) optional: bool,
    /// Where the expression begins.
    pub(crate) span: Span,
}

/// One written scheme or named requirement.
pub(crate) struct Member {
    pub(crate) path: Path,
    pub(crate) scopes: Vec<Word>,
    pub(crate) roles: Vec<Word>,
    /// The level, and where its argument is named.
    pub(crate) acr: Option<(LitStr, Span)>,
    /// The age in seconds, and where its argument is named.
    pub(crate) max_age: Option<(u32, Span)>,
    pub(crate) written: String,
    pub(crate) span: Span,
}

impl Member {
    /// The last name of its path.
    pub(crate) fn name(&self) -> String {
        let last = self.path.segments.last();
        last.map(|last| plain(&last.ident)).unwrap_or_default()
    }

    /// Whether roles, a level or an age are written for it.
    pub(crate) fn needs_more_than_scopes(&self) -> bool {
        !self.roles.is_empty() || self.acr.is_some() || self.max_age.is_some()
    }
}

/// One alternative: never empty.
#[derive(Clone)]
pub(crate) struct Group {
    pub(crate) members: Vec<usize>,
    /// Its scheme, or the `all` that joins them.
    pub(crate) span: Span,
}

/// One scope or role.
pub(crate) enum Word {
    Token(String, Span),
    Variant(Path),
}

/// How many requests of one caller are served in a period.
pub(crate) struct Limit {
    pub(crate) count: u32,
    pub(crate) period: Period,
    pub(crate) span: Span,
}

/// The period of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Period {
    Second,
    Minute,
    Hour,
    Day,
}

impl Period {
    pub(crate) const ALL: [Self; 4] = [Self::Second, Self::Minute, Self::Hour, Self::Day];

    /// As it is written in a limit.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }

    /// As the runtime calls it.
    pub(crate) const fn variant(self) -> &'static str {
        match self {
            Self::Second => "Second",
            Self::Minute => "Minute",
            Self::Hour => "Hour",
            Self::Day => "Day",
        }
    }
}

/// A function that has a say once the requirement is met.
pub(crate) struct Check {
    pub(crate) path: Path,
    /// As it is published.
    pub(crate) name: String,
    pub(crate) span: Span,
}

/// Why a route is public, or below a floor.
pub(crate) struct Reason(pub(crate) LitStr);

/// What a decision says beside who may call.
#[derive(Default)]
pub(crate) struct Said<'a> {
    pub(crate) checks: &'a [Check],
    pub(crate) limit: Option<&'a Limit>,
    pub(crate) below_floor: Option<&'a Reason>,
}

impl Policy {
    /// The scheme or named requirement that is written first.
    pub(crate) fn first(&self) -> &Member {
        &self.atoms[self.groups[0].members[0]]
    }

    /// The text of an alternative, as the author would write it.
    pub(crate) fn written(&self, group: &Group) -> String {
        let members: Vec<_> = group
            .members
            .iter()
            .map(|member| self.atoms[*member].written.as_str())
            .collect();
        match members.as_slice() {
            [one] => (*one).to_owned(),
            several => format!("all({})", several.join(", ")),
        }
    }
}

/// The name without `r#`.
pub(crate) fn plain(ident: &Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").unwrap_or(&name).to_owned()
}
