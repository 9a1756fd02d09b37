//! Where users and their hashes are found.

use std::{fmt, future::ready};

use crate::verifier::{Context, Source, Verdict, Verified};

/// Finds users by name: a table of accounts, a directory, a configuration.
#[diagnostic::on_unimplemented(
    message = "`{Self}` finds no users",
    label = "needs `PasswordStore`"
)]
pub trait PasswordStore: Send + Sync + 'static {
    /// Who a user is, once authenticated.
    type Principal: Send + 'static;

    /// The user called `username`, byte for byte, or `None`. Where accounts can be disabled, find
    /// them all the same and say so with [`Record::denied`].
    ///
    /// # Errors
    /// If it cannot be told; the request is answered 503.
    fn find(
        &self,
        username: &str,
    ) -> impl Future<Output = Result<Option<Record<Self::Principal>>, Source>> + Send;

    /// Puts `new_hash` in place of `old_hash`, which is [outdated](super::is_outdated): `username` was
    /// just admitted with the password that both are hashes of. Without this method outdated hashes
    /// stay as they are.
    ///
    /// Replace it only if `old_hash` is still what is stored, in one step (`UPDATE … WHERE username = …
    /// AND hash = …`): a password that was changed or a user that was locked meanwhile must stay so.
    ///
    /// It is called behind the request, whose answer does not depend on it: not at all if no turn to
    /// hash is free or another upgrade is under way, in which case the next login does it. It has ten
    /// seconds.
    ///
    /// # Errors
    /// If it could not be stored. It is logged once an outage, without the error's text.
    fn rehashed(
        &self,
        username: &str,
        old_hash: &str,
        new_hash: &str,
    ) -> impl Future<Output = Result<Rehashed, Source>> + Send {
        let _ = (username, old_hash, new_hash);
        ready(Ok(Rehashed::Unsupported))
    }
}

/// What a store did with a new hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rehashed {
    /// It stands in place of the old one.
    Kept,
    /// Something else was stored by then, and stays.
    Superseded,
    /// It keeps none, ever: it is not asked again.
    Unsupported,
}

/// What is stored about a user.
#[derive(Clone)]
pub struct Record<P> {
    hash: String,
    principal: P,
    scopes: String,
    roles: String,
    subject: Option<String>,
    tenant: Option<String>,
    denied: Option<&'static str>,
}

impl<P> Record<P> {
    /// A user whose password has this hash: a PHC string of argon2id, or bcrypt's `$2b$…`.
    pub fn new(hash: impl Into<String>, principal: P) -> Self {
        Self {
            hash: hash.into(),
            principal,
            scopes: String::new(),
            roles: String::new(),
            subject: None,
            tenant: None,
            denied: None,
        }
    }

    /// With these scopes, separated by spaces. Those that the scheme does not declare grant nothing.
    #[must_use]
    pub fn scopes(mut self, scopes: impl Into<String>) -> Self {
        self.scopes = scopes.into();
        self
    }

    /// With these roles, separated by spaces. Those that the scheme does not declare count for nothing.
    #[must_use]
    pub fn roles(mut self, roles: impl Into<String>) -> Self {
        self.roles = roles.into();
        self
    }

    /// With a stable identifier other than the user name.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// With the tenant the user belongs to.
    #[must_use]
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }

    /// May not enter: 403 for whoever knows the password, 401 for everyone else. The reason is logged
    /// and never sent.
    #[must_use]
    pub fn denied(mut self, reason: &'static str) -> Self {
        self.denied = Some(reason);
        self
    }

    pub(super) fn hash(&self) -> &str {
        &self.hash
    }

    /// What the right password of `username` is worth.
    pub(super) fn verdict(self, username: &str, context: &Context<'_>) -> Verdict<P> {
        if let Some(reason) = self.denied {
            return Verdict::Denied(reason);
        }
        let verified = Verified::new(self.principal)
            .scopes(context.scopes(&self.scopes))
            .roles(context.roles(&self.roles))
            .subject(self.subject.as_deref().unwrap_or(username));
        Verdict::Valid(match self.tenant {
            Some(tenant) => verified.tenant(tenant),
            None => verified,
        })
    }
}

impl<P> fmt::Debug for Record<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("scopes", &self.scopes)
            .field("roles", &self.roles)
            .field("subject", &self.subject)
            .field("denied", &self.denied)
            .finish_non_exhaustive()
    }
}
