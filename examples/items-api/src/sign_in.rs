//! Signing in: whose password it is, and what a token about the account may grant.

use std::sync::Arc;

use axum_secured::{
    PasswordHasher, Source, Verdict,
    limits::Attempts,
    tokens::{Owner, ResourceOwners},
};

use crate::accounts::{Account, Accounts};

/// The accounts, as the token endpoint asks for them.
#[derive(Clone)]
pub(crate) struct SignIn {
    pub(crate) accounts: Accounts,
    pub(crate) hasher: PasswordHasher,
    /// Of all that take passwords.
    pub(crate) attempts: Attempts,
    /// The name of the service, which no account may have.
    pub(crate) service: Arc<str>,
    /// The name of HTTP Basic, whose attempts are counted with theirs.
    pub(crate) basic: Arc<str>,
}

impl SignIn {
    /// Whether this would be taken for the name of the service, or of HTTP Basic.
    pub(crate) fn is_reserved(&self, username: &str) -> bool {
        let mut reserved = [&self.service, &self.basic].into_iter();
        reserved.any(|name| username.eq_ignore_ascii_case(name))
    }

    /// The account of this name, if that is its password. A hash that is out of date is made anew.
    ///
    /// An unknown name, a wrong password and a disabled account cost the same.
    pub(crate) async fn verified(
        &self,
        username: &str,
        password: &str,
    ) -> Result<Option<Account>, Source> {
        let account = self.accounts.find(username.to_owned()).await;
        let account = account.map_err(Source::new)?;
        let hash = account
            .as_ref()
            .map(|account| account.password_hash.as_str());
        let checked = self.hasher.verify_and_upgrade(hash, password).await?;
        if let (Some(account), Some(new)) = (&account, checked.upgrade) {
            let (name, old) = (username.to_owned(), account.password_hash.clone());
            let replaced = self.accounts.set_password_hash(name, old, new).await;
            if replaced.is_err() {
                tracing::warn!("an outdated password hash could not be replaced");
            }
        }
        Ok(account.filter(|_| checked.matches))
    }
}

impl ResourceOwners for SignIn {
    async fn sign_in(&self, username: &str, password: &str) -> Verdict<Owner> {
        match self.verified(username, password).await {
            Ok(account) => owner(account),
            Err(source) => Verdict::Unavailable(source),
        }
    }

    async fn find(&self, subject: &str) -> Verdict<Owner> {
        match self.accounts.find(subject.to_owned()).await {
            Ok(account) => owner(account),
            Err(error) => Verdict::unavailable(error),
        }
    }
}

fn owner(account: Option<Account>) -> Verdict<Owner> {
    match account {
        Some(account) if account.user.disabled => Verdict::Denied("account disabled"),
        Some(account) => Verdict::valid(
            Owner::new(&account.user.username)
                .username(account.user.username)
                .scopes(account.scopes)
                .since(account.password_set_at),
        ),
        None => Verdict::Invalid,
    }
}
