//! A new hash along with the verdict, where the stored one is outdated.

use std::{
    fmt,
    sync::{Arc, atomic::Ordering},
};

use zeroize::Zeroizing;

use super::PasswordHasher;
use crate::{passwords::hash::Cost, verifier::Source};

impl PasswordHasher {
    /// As [`Self::verify`], and makes a new hash where the right password met an outdated one, for a
    /// token endpoint or a login form of the application's own.
    ///
    /// A new hash never decides: it is only made if there is a turn to be had at once, and whatever goes
    /// wrong with it, `matches` stands. It takes the time of one more computation, and only a right
    /// password gets that far, of which the answer tells anyway. None is made of a kind that this hasher is not prepared for ([`Self::hashed_like`]), as its
    /// owner could be told from unknown users.
    ///
    /// Store it only in place of the hash that was verified, or a password that was changed meanwhile
    /// would be undone.
    ///
    /// ```
    /// use axum_secured::{PasswordHasher, Source};
    ///
    /// # struct Accounts;
    /// # impl Accounts {
    /// #     async fn hash_of(&self, _: &str) -> Option<String> { None }
    /// #     async fn replace_hash(&self, _: &str, _: &str, _: &str) -> Result<(), std::fmt::Error> { Ok(()) }
    /// # }
    /// async fn login(
    ///     hasher: &PasswordHasher,
    ///     accounts: &Accounts,
    ///     username: &str,
    ///     password: &str,
    /// ) -> Result<bool, Source> {
    ///     let stored = accounts.hash_of(username).await;
    ///     let checked = hasher.verify_and_upgrade(stored.as_deref(), password).await?;
    ///     if let (Some(old), Some(new)) = (stored, checked.upgrade) {
    ///         // UPDATE accounts SET hash = new WHERE username = username AND hash = old
    ///         if accounts.replace_hash(username, &old, &new).await.is_err() {
    ///             // Logged, and no reason to refuse: it is tried again at the next login.
    ///         }
    ///     }
    ///     Ok(checked.matches)
    /// }
    /// ```
    ///
    /// # Errors
    /// Those of [`Self::verify`].
    pub async fn verify_and_upgrade(
        &self,
        hash: Option<&str>,
        password: &str,
    ) -> Result<Checked, Source> {
        let matches = self.verify(hash, password).await?;
        let is_outdated = hash.is_some_and(|hash| self.is_outdated(hash));
        let upgrade = if matches && is_outdated {
            self.upgrade(password).await
        } else {
            None
        };
        Ok(Checked { matches, upgrade })
    }

    /// A new hash, if it can be had without waiting for a turn.
    pub(in crate::passwords) async fn upgrade(&self, password: &str) -> Option<String> {
        let own = self.own;
        let kind = Cost::Argon2id(own);
        if !self.decoys.iter().any(|decoy| decoy.cost() == kind) {
            if !self.has_warned_of_own.swap(true, Ordering::Relaxed) {
                tracing::warn!(
                    "outdated password hashes stay as they are: the hasher is not prepared for those \
                     it would make itself (`PasswordHasher::hashed_like`)"
                );
            }
            return None;
        }
        let permit = Arc::clone(&self.permits).try_acquire_owned().ok()?;
        let password = Zeroizing::new(password.to_owned());
        #[cfg(test)]
        self.computed
            .lock()
            .into_iter()
            .for_each(|mut log| log.push(kind));
        let made = self.run_with(permit, move || own.hash(&password)).await;
        match made {
            Ok(Ok(hash)) => Some(hash),
            Ok(Err(why)) => {
                tracing::warn!("an outdated password hash stays as it is: {why}");
                None
            }
            Err(_) => None,
        }
    }
}

/// What became of an attempt, from [`PasswordHasher::verify_and_upgrade`].
#[derive(Clone)]
#[non_exhaustive]
pub struct Checked {
    /// Whether the password is right.
    pub matches: bool,
    /// The hash to be stored in place of the one that was verified, where that was outdated.
    pub upgrade: Option<String>,
}

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checked")
            .field("matches", &self.matches)
            .field("has_upgrade", &self.upgrade.is_some())
            .finish_non_exhaustive()
    }
}
