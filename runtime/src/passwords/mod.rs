//! Passwords: user names and passwords, kept as slow hashes.
//!
//! [`Passwords`] verifies them on each request (HTTP Basic), [`PasswordHasher`] wherever an application
//! does so itself (a token endpoint, a login form); give both the same hasher. [`PasswordPolicy`] says
//! which passwords may be set.
//!
//! # Signing up, and changing a password
//!
//! ```
//! use axum_secured::{
//!     PasswordHasher, Source,
//!     passwords::{PasswordPolicy, WeakPassword},
//! };
//! # use std::{collections::HashMap, sync::Mutex};
//! # #[derive(Default)] struct Accounts(Mutex<HashMap<String, String>>);
//! # impl Accounts {
//! #     async fn add(&self, name: &str, hash: &str) { self.0.lock().unwrap().entry(name.into()).or_insert(hash.into()); }
//! #     async fn hash_of(&self, name: &str) -> Option<String> { self.0.lock().unwrap().get(name).cloned() }
//! #     async fn replace_hash(&self, name: &str, old: &str, new: &str) -> bool {
//! #         match self.0.lock().unwrap().get_mut(name) { Some(hash) if hash == old => { *hash = new.into(); true } _ => false }
//! #     }
//! # }
//!
//! struct Service {
//!     accounts: Accounts,
//!     hasher: PasswordHasher,
//!     policy: PasswordPolicy,
//! }
//!
//! /// `Display` of the weak password is what the form shows.
//! enum Outcome {
//!     Done,
//!     Weak(WeakPassword),
//!     WrongPassword,
//!     TryAgain,
//! }
//!
//! impl Service {
//!     async fn sign_up(&self, username: &str, password: &str) -> Result<Outcome, Source> {
//!         if let Err(weak) = self.policy.check(password, &[username]) {
//!             return Ok(Outcome::Weak(weak));
//!         }
//!         let hash = self.hasher.hash(password).await?;
//!         self.accounts.add(username, &hash).await;
//!         Ok(Outcome::Done)
//!     }
//!
//!     /// For the caller's own account; the guard has established who that is.
//!     async fn change(&self, username: &str, current: &str, new: &str) -> Result<Outcome, Source> {
//!         let stored = self.accounts.hash_of(username).await;
//!         if !self.hasher.verify(stored.as_deref(), current).await? {
//!             return Ok(Outcome::WrongPassword);
//!         }
//!         if let Err(weak) = self.policy.check(new, &[username]) {
//!             return Ok(Outcome::Weak(weak));
//!         }
//!         let hash = self.hasher.hash(new).await?;
//!         // In one step, and only if what was verified is still there.
//!         let old = stored.unwrap_or_default();
//!         Ok(match self.accounts.replace_hash(username, &old, &hash).await {
//!             true => Outcome::Done,
//!             false => Outcome::TryAgain,
//!         })
//!     }
//! }
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! # let service = Service { accounts: Accounts::default(), hasher: PasswordHasher::new(), policy: PasswordPolicy::new() };
//! # assert!(matches!(service.sign_up("ann", "password").await?, Outcome::Weak(WeakPassword::TooShort { .. })));
//! # assert!(matches!(service.sign_up("ann", "correct horse battery").await?, Outcome::Done));
//! # assert!(matches!(service.change("ann", "wrong", "staple battery horse").await?, Outcome::WrongPassword));
//! # assert!(matches!(service.change("ann", "correct horse battery", "ann ann ann 2026").await?, Outcome::Weak(WeakPassword::Expected)));
//! # assert!(matches!(service.change("ann", "correct horse battery", "staple battery horse").await?, Outcome::Done));
//! # let stored = service.accounts.hash_of("ann").await;
//! # assert!(service.hasher.verify(stored.as_deref(), "staple battery horse").await?);
//! # Ok::<_, Source>(()) }).map_err(|source| source.error().to_string())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Where user names are nobody's business, a form answers alike whether one is taken or not, and tells
//! its owner by mail (OWASP ASVS 5.0, 6.3.8). A changed password ends the sessions and tokens that the
//! old one opened, unless their owner wants to keep them. Passwords are not to expire by themselves
//! (6.2.10), and attempts are to be limited per account and per address (6.3.1): this module bounds what
//! they cost, not how many there are.
//!
//! # Coming from bcrypt
//!
//! Nobody has to set a new password. Leave the hashes where they are, prepare the hasher for them and
//! for its own, and let the store keep what [`PasswordStore::rehashed`] hands it: each user's hash is
//! made anew at their next login.
//!
//! ```
//! use axum_secured::{
//!     PasswordHasher, PasswordStore, Passwords, Source,
//!     passwords::{Record, Rehashed, hash_password},
//! };
//!
//! struct Database;
//! # impl Database {
//! #     async fn hash_of(&self, _: &str) -> Result<Option<String>, std::fmt::Error> { Ok(None) }
//! #     async fn execute(&self, _: &str, _: [&str; 3]) -> Result<u64, std::fmt::Error> { Ok(1) }
//! # }
//!
//! impl PasswordStore for Database {
//!     type Principal = String;
//!
//!     async fn find(&self, username: &str) -> Result<Option<Record<String>>, Source> {
//!         let hash = self.hash_of(username).await.map_err(Source::new)?;
//!         Ok(hash.map(|hash| Record::new(hash, username.to_owned())))
//!     }
//!
//!     async fn rehashed(&self, username: &str, old: &str, new: &str) -> Result<Rehashed, Source> {
//!         let update = "UPDATE users SET hash = $3 WHERE name = $1 AND hash = $2";
//!         match self.execute(update, [username, old, new]).await {
//!             Ok(1) => Ok(Rehashed::Kept),
//!             Ok(_) => Ok(Rehashed::Superseded),
//!             Err(error) => Err(Source::new(error)),
//!         }
//!     }
//! }
//!
//! // Any stored hash of each cost, here bcrypt's of 12; and one of today.
//! let old = "$2b$12$/uaF/uaF/uaF/uaF/uaF/ubQVo9xGVjE0e7D.cFX.0sCjNDJ6OmMW";
//! let hasher = PasswordHasher::new().hashed_like([old, &hash_password("any")?])?;
//! let users = Passwords::from_store(Database).with_hasher(hasher);
//! # Ok::<(), axum_secured::Misconfiguration>(())
//! ```
//!
//! Until the last of them is gone, each attempt computes one hash of each kind, so that neither unknown
//! users nor those who have not come yet can be told by time; then drop `hashed_like`. Two kinds of
//! users have to set a new password: those who never come, and those whose bcrypt hash is of a password
//! over 72 bytes, of which bcrypt had only read the beginning.

use std::{fmt, marker::PhantomData, sync::Arc};

use zeroize::Zeroizing;

#[cfg(feature = "limits")]
use crate::limits::{ClientAddress, Permit};
use crate::{
    credential::Basic,
    practices::{Practice, Practices},
    scheme::Scheme,
    settings::Settings,
    verifier::{Context, Verdict, Verifier},
};

use upgrades::{Outdated, Upgrades};

pub use audit::audit;
pub use hash::{MAX_PASSWORD, hash_password, is_outdated};
pub use hasher::{Checked, PasswordHasher};
pub use memory::{Builder, InMemory};
pub use policy::{PasswordPolicy, WeakPassword};
pub use store::{PasswordStore, Record, Rehashed};

mod audit;
mod hash;
mod hasher;
mod memory;
mod policy;
mod store;
mod upgrades;

/// Verifies user names and passwords (RFC 7617) against a [`PasswordStore`], or against users known
/// when the application is built.
///
/// Passwords are kept as argon2id hashes; bcrypt hashes that were made elsewhere are accepted too.
/// Hashing runs on threads of its own, a bounded number at a time, and costs the same for a user that
/// does not exist: see [`PasswordHasher`]. User name and password are compared as the bytes that were
/// sent: no Unicode normalisation.
///
/// A hash that is [outdated](is_outdated) is made anew once its owner was admitted, and handed to
/// [`PasswordStore::rehashed`]. That happens behind the request: neither its answer nor its deadline
/// depends on it, and no login takes longer for it. Nothing is done for who
/// is refused, a disabled account included.
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
    store: Arc<S>,
    hasher: PasswordHasher,
    upgrades: Arc<Upgrades>,
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
            store: Arc::new(store),
            hasher: PasswordHasher::new(),
            upgrades: Arc::new(Upgrades::new(true)),
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

    fn without_upgrades(mut self) -> Self {
        self.upgrades = Arc::new(Upgrades::new(false));
        self
    }

    /// What is left to do once the request is answered, if `record` has the right password.
    fn outdated(&self, record: &Record<S::Principal>, credential: &Basic) -> Option<Outdated> {
        let hash = record.hash();
        (self.upgrades.are_supported() && self.hasher.is_outdated(hash)).then(|| Outdated {
            username: credential.username().to_owned(),
            hash: hash.to_owned(),
            password: Zeroizing::new(credential.expose_password().to_owned()),
        })
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
            let address = ClientAddress::of(context.parts());
            let permit = match attempts.check(address, credential.username()).await {
                Ok(permit) => permit,
                Err(wait) => return wait.into(),
            };
            let judged = self.judge(credential, context);
            let verdict = Permit::in_time(self.settings.deadline, judged).await;
            permit.settled(&verdict).await;
            return verdict;
        }
        self.judge(credential, context).await
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn practices(&self, scheme: &Scheme) -> Practices {
        let found = self.hasher.practices_of(scheme.name);
        #[cfg(feature = "limits")]
        if self.attempts.is_some() {
            return found;
        }
        found.with(Practice::UnlimitedAttempts, scheme.name, "")
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
            (Ok(true), Some(record)) => {
                let outdated = self.outdated(&record, &credential);
                let verdict = record.verdict(credential.username(), context);
                if let (Verdict::Valid(_), Some(outdated)) = (&verdict, outdated) {
                    self.upgrades.begin(&self.store, &self.hasher, outdated);
                }
                verdict
            }
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
