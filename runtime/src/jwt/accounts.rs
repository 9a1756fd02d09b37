//! Accounts: from a verified token's claims to the caller behind them.

use std::{fmt, marker::PhantomData, sync::Arc};

use serde::de::DeserializeOwned;

use crate::verifier::Verdict;

/// Finds the account a verified token belongs to: is it still there, is it disabled?
///
/// [`load`](Accounts::load) runs after every check on the token itself. What it answers is final:
/// `Invalid` if there is no such account, `Denied` if it may not enter, `Unavailable` if the store
/// is down. A valid answer receives what the token says: subject, token identifier, authentication
/// time and level, each unless `load` set it. Scopes that `load` sets narrow what the token grants, down
/// to none; only where the token has no scope claim at all are they all there is. Roles that `load` sets
/// are final, whatever the token says: a role is what the principal is, apart from any token. A tenant that
/// `load` sets has to be the one the token names, if it names one; else the token is invalid.
///
/// ```
/// # use axum_secured::{Accounts, Verdict};
/// #[derive(serde::Deserialize)]
/// struct Claims {
///     sub: String,
/// }
///
/// #[derive(Clone)]
/// struct User {
///     name: String,
/// }
///
/// struct Users;
///
/// impl Accounts for Users {
///     type Claims = Claims;
///     type Principal = User;
///     async fn load(&self, claims: Claims) -> Verdict<User> {
///         match claims.sub.as_str() {
///             "alice" => Verdict::valid(User { name: claims.sub }),
///             "mallory" => Verdict::Denied("account disabled"),
///             _ => Verdict::Invalid,
///         }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which accounts tokens belong to",
    label = "needs `Accounts`",
    note = "give the builder `.accounts(users)`, or `.claims_only::<Claims>()` if the claims say it all"
)]
pub trait Accounts: Send + Sync + 'static {
    /// What is read from the token's claims. A token they do not fit is invalid.
    type Claims: DeserializeOwned + Send;
    /// The caller, once authenticated.
    type Principal: Send + 'static;

    /// The account that `claims` name.
    fn load(&self, claims: Self::Claims) -> impl Future<Output = Verdict<Self::Principal>> + Send;
}

impl<T: Accounts> Accounts for Arc<T> {
    type Claims = T::Claims;
    type Principal = T::Principal;

    fn load(&self, claims: Self::Claims) -> impl Future<Output = Verdict<Self::Principal>> + Send {
        T::load(self, claims)
    }
}

/// No account is looked up: the claims are the principal, until the token expires.
///
/// Made by [`JwtBuilder::claims_only`](crate::JwtBuilder::claims_only). An account disabled
/// meanwhile keeps its access as long as its tokens live.
pub struct ClaimsOnly<C>(PhantomData<fn() -> C>);

impl<C> ClaimsOnly<C> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<C> fmt::Debug for ClaimsOnly<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClaimsOnly")
    }
}

impl<C: DeserializeOwned + Send + 'static> Accounts for ClaimsOnly<C> {
    type Claims = C;
    type Principal = C;

    async fn load(&self, claims: C) -> Verdict<C> {
        Verdict::valid(claims)
    }
}
