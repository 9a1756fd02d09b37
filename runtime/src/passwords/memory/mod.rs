//! Users that are known when the application is built.

use std::{
    collections::{HashMap, hash_map::Entry},
    fmt,
    future::ready,
};

use super::{
    Passwords,
    hash::{Cost, Hash, hash_password},
    hasher::PasswordHasher,
    policy::is_common,
    store::{PasswordStore, Record},
};
use crate::{
    misconfiguration::Misconfiguration, secret::Secret, settings::Settings, verifier::Source,
};

/// OWASP ASVS 5.0, 6.2.1.
const MIN_PASSWORD: usize = 8;

/// Users in memory; made by [`Passwords::builder`].
pub struct InMemory<P>(HashMap<String, Record<P>>);

impl<P: Clone + Send + Sync + 'static> PasswordStore for InMemory<P> {
    type Principal = P;

    fn find(
        &self,
        username: &str,
    ) -> impl Future<Output = Result<Option<Record<P>>, Source>> + Send {
        ready(Ok(self.0.get(username).cloned()))
    }
}

impl<P> fmt::Debug for InMemory<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InMemory")
            .field("users", &self.0.len())
            .finish_non_exhaustive()
    }
}

/// Collects users for [`Passwords`]. Their hashes stay as given: an outdated one is for its owner to
/// replace where it comes from. What is wrong with one of them is told by [`Builder::build`].
#[must_use = "passwords are verified by what `build` returns"]
pub struct Builder<P> {
    users: HashMap<String, Record<P>>,
    costs: Vec<Cost>,
    hasher: PasswordHasher,
    settings: Settings,
    fault: Option<Misconfiguration>,
}

impl<P: Clone + Send + Sync + 'static> Builder<P> {
    pub(super) fn new() -> Self {
        Self {
            users: HashMap::new(),
            costs: Vec::new(),
            hasher: PasswordHasher::new(),
            settings: Settings::DEFAULT,
            fault: None,
        }
    }

    /// Adds a user whose password has this hash: a PHC string of argon2id, or bcrypt's `$2b$…`.
    pub fn user(self, username: &str, hash: impl Into<String>, principal: P) -> Self {
        self.with(username, Record::new(hash, principal))
    }

    /// Adds a user whose password is at hand, from the environment for example. It is hashed here,
    /// which takes some twenty milliseconds.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the plain password is to be gone afterwards"
    )]
    pub fn plain(mut self, username: &str, password: Secret, principal: P) -> Self {
        match hash_plain(username, &password) {
            Ok(hash) => self.user(username, hash, principal),
            Err(fault) => {
                self.fault.get_or_insert(fault);
                self
            }
        }
    }

    /// Adds a user with scopes or a subject.
    pub fn with(mut self, username: &str, record: Record<P>) -> Self {
        if self.fault.is_none()
            && let Err(fault) = self.insert(username, record)
        {
            self.fault = Some(fault);
        }
        self
    }

    /// Shares the bound of `hasher`. It is prepared for the users' own hashes.
    pub fn hasher(mut self, hasher: PasswordHasher) -> Self {
        self.hasher = hasher;
        self
    }

    /// Replaces deadline and origin policy. Waiting for a turn to hash counts.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    fn insert(&mut self, username: &str, record: Record<P>) -> Result<(), Misconfiguration> {
        let refuse = |what: &str| {
            let name = username.escape_debug();
            Err(Misconfiguration::new(format!("user name `{name}` {what}")))
        };
        if username.is_empty() {
            return refuse("is empty");
        }
        if username.contains(':') || username.chars().any(char::is_control) {
            return refuse(
                "holds a colon or control character, which Basic cannot carry (RFC 7617)",
            );
        }
        let label = format!("the password hash of user `{username}`");
        let cost = Hash::parse(record.hash(), &label)?.cost();
        match self.users.entry(username.to_owned()) {
            Entry::Occupied(_) => refuse("stands twice"),
            Entry::Vacant(free) => {
                free.insert(record);
                self.costs.push(cost);
                Ok(())
            }
        }
    }

    /// The verifier.
    ///
    /// # Errors
    /// If there is no user, a user name is empty, given twice or not to be carried by Basic, a hash
    /// is malformed, too costly or of another algorithm, a plain password is under 8 bytes or common,
    /// or the hashes are of more than four kinds; the first fault is told.
    pub fn build(self) -> Result<Passwords<P>, Misconfiguration> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if self.users.is_empty() {
            return Err(Misconfiguration::new(
                "`Passwords` holds no user, so every request would be refused",
            ));
        }
        let hasher = self.hasher.prepared_for(self.costs)?;
        // A hash made anew would be gone at the next start, and its kind not prepared for.
        Ok(Passwords::from_store(InMemory(self.users))
            .without_upgrades()
            .with_hasher(hasher)
            .with_settings(self.settings))
    }
}

impl<P> fmt::Debug for Builder<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("users", &self.users.len())
            .finish_non_exhaustive()
    }
}

fn hash_plain(username: &str, password: &Secret) -> Result<String, Misconfiguration> {
    let label = format!("the password of user `{}`", username.escape_debug());
    let refuse = |what: &str| Err(Misconfiguration::new(format!("{label} {what}")));
    let Some(text) = password.at_least(MIN_PASSWORD, &label)?.expose_str() else {
        return refuse("is not UTF-8");
    };
    if text.chars().any(char::is_control) {
        return refuse("holds control characters, which Basic cannot carry (RFC 7617)");
    }
    if text.len() > super::MAX_PASSWORD {
        return refuse("is longer than 1024 bytes");
    }
    if is_common(text) {
        return refuse("is one of those that are tried first");
    }
    hash_password(text)
}

#[cfg(test)]
mod tests;
