//! Where the roles and the tenant in a token stand.

use super::policy::{Claim, ScopeFormat};

/// The way to a claim: its name, or the names of the objects it stands in and then its own.
///
/// A string is split at its dots, for a claim like Keycloak's `realm_access.roles`. A name with a dot
/// of its own is given as a list: `["https://example.com/roles"]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimPath(Vec<String>);

impl From<&str> for ClaimPath {
    fn from(path: &str) -> Self {
        path.split('.').collect()
    }
}

impl From<String> for ClaimPath {
    fn from(path: String) -> Self {
        path.as_str().into()
    }
}

impl<S: Into<String>, const N: usize> From<[S; N]> for ClaimPath {
    fn from(names: [S; N]) -> Self {
        names.into_iter().collect()
    }
}

impl<S: Into<String>> FromIterator<S> for ClaimPath {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }
}

impl ClaimPath {
    /// The name among a token's claims.
    pub(crate) fn outermost(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// The names from there on.
    pub(crate) fn within(&self) -> &[String] {
        self.0.get(1..).unwrap_or_default()
    }

    /// Whether no token could hold it: a name is empty, or it would stand within a claim that is no
    /// object.
    pub(crate) fn is_unfit(&self, scope_claim: &str) -> bool {
        let outermost = self.outermost();
        let is_known = outermost == scope_claim || Claim::registered(outermost).is_some();
        outermost.is_empty()
            || self.within().iter().any(String::is_empty)
            || (is_known && !self.within().is_empty())
    }

    /// The same, or the roles are looked for in the same claim, of which one thing is read.
    pub(crate) fn is_unfit_beside(&self, scope_claim: &str, roles: Option<&RolesClaim>) -> bool {
        self.is_unfit(scope_claim)
            || roles.is_some_and(|roles| roles.path.outermost() == self.outermost())
    }
}

/// The claim that holds roles, and how they are written there.
#[derive(Debug)]
pub(crate) struct RolesClaim {
    pub(crate) path: ClaimPath,
    pub(crate) format: ScopeFormat,
}

impl RolesClaim {
    pub(crate) fn new(path: ClaimPath, format: ScopeFormat) -> Self {
        Self { path, format }
    }
}
