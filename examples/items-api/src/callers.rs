//! From a verified token to whom it is about.

use std::time::SystemTime;

use axum_secured::{Roles as _, Scopes as _, Verdict, Verified, tokens::client_of};

use crate::{
    accounts::{Account, Accounts, User},
    auth::{Role, Scope},
    token::SERVICE_SCOPES,
};

/// Whom tokens are about: accounts, and the service that asks for tokens of its own.
pub(crate) struct Callers {
    accounts: Accounts,
    service: String,
}

/// The claims the application reads itself; the verifier has judged the rest.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Claims {
    sub: String,
    auth_time: Option<u64>,
}

impl axum_secured::Accounts for Callers {
    type Claims = Claims;
    type Principal = User;

    async fn load(&self, claims: Claims) -> Verdict<User> {
        if let Some(id) = client_of(&claims.sub) {
            return self.service(id);
        }
        match self.accounts.find(claims.sub).await {
            Ok(Some(account)) if account.user.disabled => Verdict::Denied("account disabled"),
            Ok(Some(account)) if is_before(claims.auth_time, account.password_set_at) => {
                Verdict::Invalid
            }
            // What the account may do today; a token that was granted more keeps no more.
            Ok(Some(account)) => Verdict::Valid(verified(account)),
            Ok(None) => Verdict::Invalid,
            Err(error) => Verdict::unavailable(error),
        }
    }
}

impl Callers {
    pub(crate) fn new(accounts: Accounts, service: String) -> Self {
        Self { accounts, service }
    }

    fn service(&self, id: &str) -> Verdict<User> {
        if id != self.service {
            return Verdict::Invalid;
        }
        let user = User::new(id.to_owned(), String::new(), String::new());
        Verdict::Valid(Verified::new(user).scopes(Scope::TABLE.granted(SERVICE_SCOPES)))
    }
}

fn verified(account: Account) -> Verified<User> {
    let tenant = account.user.tenant.clone();
    let verified = Verified::new(account.user)
        .scopes(Scope::TABLE.granted(&account.scopes))
        .roles(Role::TABLE.granted(&account.role));
    match tenant {
        Some(tenant) => verified.tenant(tenant),
        None => verified,
    }
}

/// Whether the log-in of a token has ended: it was in a second that was over by then.
fn is_before(auth_time: Option<u64>, password_set_at: SystemTime) -> bool {
    let set_at = password_set_at.duration_since(SystemTime::UNIX_EPOCH);
    let set_at = set_at.map_or(u64::MAX, |since| since.as_secs());
    auth_time.is_none_or(|auth_time| auth_time < set_at)
}
