//! Grants: the scopes that a token carries.

use std::fmt;

use crate::scope::{ScopeSet, ScopeTable, Scopes};

/// The scopes that a token carries: those asked for, as far as they are allowed.
///
/// There is no way to make one of what was asked for alone. Scopes that the enum does not declare are
/// never granted.
///
/// ```
/// use axum_secured::{Scopes, tokens::Granted};
///
/// #[derive(Scopes)]
/// enum Scope {
///     #[scope("items:read")]
///     ItemsRead,
///     #[scope("items:write", implies(ItemsRead))]
///     ItemsWrite,
///     #[scope("admin")]
///     Admin,
/// }
///
/// let granted = Granted::of::<Scope>("admin items:read", "items:write");
/// assert_eq!(granted.map(|granted| granted.to_string()).as_deref(), Some("items:read"));
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct Granted {
    table: ScopeTable,
    scopes: ScopeSet,
}

impl Granted {
    /// What was `requested` and is `allowed`, each scope tokens separated by spaces. What allowed scopes
    /// imply is allowed. `None` if the request is malformed (RFC 6749, section 3.3): `invalid_scope`.
    pub fn of<S: Scopes>(requested: &str, allowed: &str) -> Option<Self> {
        if !is_scope(requested) {
            return None;
        }
        let asked = S::TABLE.named(requested);
        Some(Self {
            table: S::TABLE,
            scopes: asked.intersection(S::TABLE.granted(allowed)),
        })
    }

    /// No scope at all.
    pub fn nothing<S: Scopes>() -> Self {
        Self {
            table: S::TABLE,
            scopes: ScopeSet::EMPTY,
        }
    }

    /// What of it is `allowed` in another respect too: to the client, for example.
    pub fn narrowed(self, allowed: &str) -> Self {
        Self {
            scopes: self.scopes.intersection(self.table.granted(allowed)),
            ..self
        }
    }

    /// Whether all that was `requested` was granted, and nothing in it is unknown.
    pub(super) fn covers(&self, requested: &str) -> bool {
        requested
            .split(' ')
            .filter(|token| !token.is_empty())
            .all(|token| self.table.names(self.scopes).any(|name| name == token))
    }

    /// Whether nothing was granted.
    pub fn is_empty(&self) -> bool {
        self.scopes.is_empty()
    }
}

/// The scope tokens in the order of their declaration, separated by spaces.
impl fmt::Display for Granted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.table.names(self.scopes).enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(name)?;
        }
        Ok(())
    }
}

/// `scope = scope-token *( SP scope-token )`, or nothing; more than one space is no harm.
fn is_scope(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}
