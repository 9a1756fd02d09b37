//! Passwords: user names and passwords, kept as slow hashes.

use std::{fmt, marker::PhantomData};

use crate::{
    credential::Basic,
    settings::Settings,
    verifier::{Context, Verdict, Verifier},
};

pub use hash::{MAX_PASSWORD, hash_password, is_outdated};
pub use hasher::PasswordHasher;
pub use memory::{Builder, InMemory};
pub use store::{PasswordStore, Record};

mod hash;
mod hasher;
mod memory;
mod store;

/// Verifies user names and passwords (RFC 7617) against a [`PasswordStore`], or against users known
/// when the application is built.
///
/// Passwords are kept as argon2id hashes; bcrypt hashes that were made elsewhere are accepted too.
/// Hashing runs on threads of its own, a bounded number at a time, and costs the same for a user that
/// does not exist: see [`PasswordHasher`]. User name and password are compared as the bytes that were
/// sent: no Unicode normalisation.
///
/// ```
/// use axum_secured::{Passwords, passwords::hash_password};
///
/// #[derive(Clone)]
/// struct Operator(u32);
///
/// let hash = hash_password("correct horse battery staple")?; // from configuration, really
/// let operators = Passwords::builder()
///     .user("johndoe", hash, Operator(1))
///     .build()?;
/// # let _: Passwords<Operator> = operators;
/// # Ok::<(), axum_secured::Misconfiguration>(())
/// ```
pub struct Passwords<P, S = InMemory<P>> {
    store: S,
    hasher: PasswordHasher,
    settings: Settings,
    #[cfg(feature = "limits")]
    attempts: Option<crate::limits::Attempts>,
    principal: PhantomData<fn() -> P>,
}

impl<P: Clone + Send + Sync + 'static> Passwords<P> {
    /// No users yet.
    pub fn builder() -> Builder<P> {
        Builder::new()
    }
}

impl<S: PasswordStore> Passwords<S::Principal, S> {
    /// Users as `store` finds them, with hashes as [`hash_password`] makes them; for others see
    /// [`PasswordHasher::hashed_like`].
    ///
    /// ```
    /// use axum_secured::{PasswordStore, Passwords, Source, passwords::Record};
    ///
    /// struct Database;
    /// # impl Database {
    /// #     async fn account(&self, _: &str) -> Result<Option<(String, bool)>, std::fmt::Error> { Ok(None) }
    /// # }
    ///
    /// impl PasswordStore for Database {
    ///     type Principal = String;
    ///
    ///     async fn find(&self, username: &str) -> Result<Option<Record<String>>, Source> {
    ///         let account = self.account(username).await.map_err(Source::new)?;
    ///         Ok(account.map(|(hash, disabled)| {
    ///             let record = Record::new(hash, username.to_owned());
    ///             if disabled { record.denied("disabled") } else { record }
    ///         }))
    ///     }
    /// }
    ///
    /// let users: Passwords<String, Database> = Passwords::from_store(Database);
    /// ```
    pub fn from_store(store: S) -> Self {
        Self {
            store,
            hasher: PasswordHasher::new(),
            settings: Settings::DEFAULT,
            #[cfg(feature = "limits")]
            attempts: None,
            principal: PhantomData,
        }
    }

    /// With counters of failed attempts, by address and by account: who fails too often is answered 429
    /// before a password is hashed.
    #[cfg(feature = "limits")]
    #[must_use]
    pub fn attempts(mut self, attempts: crate::limits::Attempts) -> Self {
        self.attempts = Some(attempts);
        self
    }

    /// With another hasher: one that is shared, has another bound or is prepared for other hashes.
    #[must_use]
    pub fn with_hasher(mut self, hasher: PasswordHasher) -> Self {
        self.hasher = hasher;
        self
    }

    /// With another deadline and origin policy. Waiting for a turn to hash counts.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }
}

impl<S: PasswordStore> Verifier<Basic> for Passwords<S::Principal, S> {
    type Principal = S::Principal;
    const THROTTLES: bool = cfg!(feature = "limits");

    async fn verify(&self, credential: Basic, context: &Context<'_>) -> Verdict<S::Principal> {
        #[cfg(feature = "limits")]
        if let Some(attempts) = &self.attempts {
            let address = crate::limits::ClientAddress::of(context.parts());
            let permit = match attempts.check(address, credential.username()) {
                Ok(permit) => permit,
                Err(wait) => return wait.into(),
            };
            let verdict = self.judge(credential, context).await;
            permit.settled(&verdict);
            return verdict;
        }
        self.judge(credential, context).await
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl<S: PasswordStore> Passwords<S::Principal, S> {
    async fn judge(&self, credential: Basic, context: &Context<'_>) -> Verdict<S::Principal> {
        let record = match self.store.find(credential.username()).await {
            Ok(record) => record,
            Err(source) => return Verdict::Unavailable(source),
        };
        let hash = record.as_ref().map(Record::hash);
        let matched = self.hasher.verify(hash, credential.expose_password()).await;
        match (matched, record) {
            (Ok(true), Some(record)) => record.verdict(credential.username(), context),
            (Ok(_), _) => Verdict::Invalid,
            (Err(source), _) => Verdict::Unavailable(source),
        }
    }
}

impl<P, S> fmt::Debug for Passwords<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passwords")
            .field("hasher", &self.hasher)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
