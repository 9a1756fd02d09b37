//! Resource owners: the accounts that tokens are about.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    time::{Duration, SystemTime},
};

use super::{
    PasswordGrant, TokenError,
    attempts::{Counter, Origin},
};
use crate::verifier::Verdict;

/// The accounts whose tokens an endpoint issues: who signs in, and who is there still.
///
/// An unknown name, a wrong password and a disabled account are all answered `invalid_grant`; that they
/// take the same time is for the implementation to see to. With feature `password`,
/// [`PasswordHasher::verify`](crate::PasswordHasher) does, called with no hash where there is no account:
///
/// ```
/// # #[cfg(feature = "password")]
/// # mod example {
/// # use axum_secured::{PasswordHasher, Source};
/// # struct Account { id: String, password_hash: String, disabled: bool, scopes: String }
/// # struct Database;
/// # impl Database {
/// #     async fn named(&self, _: &str) -> Result<Option<Account>, Source> { Ok(None) }
/// #     async fn with_id(&self, _: &str) -> Result<Option<Account>, Source> { Ok(None) }
/// # }
/// use axum_secured::{Verdict, tokens::{Owner, ResourceOwners}};
///
/// struct Users {
///     database: Database,
///     hasher: PasswordHasher,
/// }
///
/// impl ResourceOwners for Users {
///     async fn sign_in(&self, username: &str, password: &str) -> Verdict<Owner> {
///         let account = match self.database.named(username).await {
///             Ok(account) => account,
///             Err(source) => return Verdict::Unavailable(source),
///         };
///         let hash = account.as_ref().map(|account| account.password_hash.as_str());
///         match self.hasher.verify(hash, password).await {
///             Ok(is_right) => owner(account.filter(|_| is_right)),
///             Err(source) => Verdict::Unavailable(source),
///         }
///     }
///
///     async fn find(&self, subject: &str) -> Verdict<Owner> {
///         match self.database.with_id(subject).await {
///             Ok(account) => owner(account),
///             Err(source) => Verdict::Unavailable(source),
///         }
///     }
/// }
///
/// fn owner(account: Option<Account>) -> Verdict<Owner> {
///     match account {
///         Some(account) if account.disabled => Verdict::Denied("disabled"),
///         Some(account) => Verdict::valid(Owner::new(account.id).scopes(account.scopes)),
///         None => Verdict::Invalid,
///     }
/// }
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whose tokens are issued",
    label = "needs `ResourceOwners`",
    note = "an endpoint for clients alone takes `NoOwners`"
)]
pub trait ResourceOwners: Send + Sync + 'static {
    /// The account of this name and password: `Invalid` if there is none, `Denied` if it may not enter,
    /// `Unavailable` if the store is down.
    fn sign_in(
        &self,
        username: &str,
        password: &str,
    ) -> impl Future<Output = Verdict<Owner>> + Send;

    /// The account with this subject, as it is today. It is asked when a token is refreshed or
    /// introspected.
    fn find(&self, subject: &str) -> impl Future<Output = Verdict<Owner>> + Send;
}

impl<T: ResourceOwners> ResourceOwners for Arc<T> {
    fn sign_in(
        &self,
        username: &str,
        password: &str,
    ) -> impl Future<Output = Verdict<Owner>> + Send {
        T::sign_in(self, username, password)
    }

    fn find(&self, subject: &str) -> impl Future<Output = Verdict<Owner>> + Send {
        T::find(self, subject)
    }
}

/// The accounts of an endpoint that serves clients alone: none.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoOwners;

impl ResourceOwners for NoOwners {
    async fn sign_in(&self, _: &str, _: &str) -> Verdict<Owner> {
        Verdict::Invalid
    }

    async fn find(&self, _: &str) -> Verdict<Owner> {
        Verdict::Invalid
    }
}

/// An account, as tokens need it.
#[derive(Debug, Clone)]
pub struct Owner {
    pub(super) subject: String,
    pub(super) scopes: String,
    pub(super) username: Option<String>,
    pub(super) since: Option<SystemTime>,
}

impl Owner {
    /// An account whose identifier (`sub`) stays the same for ever and is nobody else's. It must not
    /// begin with `client:`, as the subjects of clients do. It may do nothing yet.
    pub fn new(subject: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            scopes: String::new(),
            username: None,
            since: None,
        }
    }

    /// May be granted these scopes, separated by spaces, and what they imply. Those that are not declared
    /// grant nothing.
    #[must_use]
    pub fn scopes(mut self, scopes: impl Into<String>) -> Self {
        self.scopes = scopes.into();
        self
    }

    /// Its log-ins before this time have ended: its password was changed then, or it signed out
    /// everywhere. What they left is refused when it is refreshed or introspected; where access tokens are
    /// verified, [`Accounts`](crate::Accounts) compares their `auth_time`.
    #[must_use]
    pub fn since(mut self, time: SystemTime) -> Self {
        self.since = Some(time);
        self
    }

    /// Whether a log-in at this time, if there was one, has ended.
    pub(super) fn has_ended(&self, authenticated_at: Option<SystemTime>) -> bool {
        match (self.since, authenticated_at) {
            (None, _) => false,
            (Some(since), Some(at)) => at < since,
            (Some(_), None) => true,
        }
    }

    /// With the name that introspection tells.
    #[must_use]
    pub fn username(mut self, username: impl Into<String>) -> Self {
        self.username = Some(username.into());
        self
    }
}

/// What the subjects of clients begin with, so that no client passes for an account (RFC 9700, section
/// 4.15).
const CLIENT: &str = "client:";

/// The client that the subject (`sub`) of a token names, if it was issued to a client for itself: such
/// subjects are `client:` and its name.
///
/// ```
/// use axum_secured::tokens::client_of;
///
/// assert_eq!(client_of("client:reports"), Some("reports"));
/// assert_eq!(client_of("johndoe"), None);
/// ```
pub fn client_of(subject: &str) -> Option<&str> {
    subject.strip_prefix(CLIENT)
}

/// The subject of a client's own tokens.
pub(super) fn subject_of(client: &str) -> String {
    format!("{CLIENT}{client}")
}

type Answer<'a> = Pin<Box<dyn Future<Output = Verdict<Owner>> + Send + 'a>>;

/// [`ResourceOwners`] as a value, so that handlers name no type of the application's.
trait Asked: Send + Sync {
    fn sign_in<'a>(&'a self, username: &'a str, password: &'a str) -> Answer<'a>;
    fn find<'a>(&'a self, subject: &'a str) -> Answer<'a>;
}

impl<T: ResourceOwners> Asked for T {
    fn sign_in<'a>(&'a self, username: &'a str, password: &'a str) -> Answer<'a> {
        Box::pin(ResourceOwners::sign_in(self, username, password))
    }

    fn find<'a>(&'a self, subject: &'a str) -> Answer<'a> {
        Box::pin(ResourceOwners::find(self, subject))
    }
}

/// The accounts of an endpoint.
#[derive(Clone)]
pub(super) struct Owners(Arc<dyn Asked>);

impl Owners {
    pub(super) fn new(owners: impl ResourceOwners) -> Self {
        Self(Arc::new(owners))
    }

    /// The account, or `None` where it may not enter.
    pub(super) async fn sign_in(
        &self,
        form: &PasswordGrant,
        counter: &Counter,
        origin: Origin,
        deadline: Duration,
    ) -> Result<Option<Owner>, TokenError> {
        let (username, password) = (form.username(), form.expose_password());
        let asked = self.0.sign_in(username, password);
        let verdict = counter.counted(origin, username, deadline, asked).await;
        sound(verdict, None)
    }

    /// The account, or `None` where it is gone or may not enter.
    pub(super) async fn find(&self, subject: &str) -> Result<Option<Owner>, TokenError> {
        sound(self.0.find(subject).await, Some(subject))
    }
}

/// The account that a verdict speaks of, if it may have tokens, and is the one that was asked for.
fn sound(verdict: Verdict<Owner>, asked: Option<&str>) -> Result<Option<Owner>, TokenError> {
    let owner = match verdict {
        Verdict::Valid(verified) => verified.principal,
        Verdict::Invalid => return Ok(None),
        Verdict::Denied(reason) => {
            tracing::info!(reason, "an account may have no token");
            return Ok(None);
        }
        Verdict::Throttled(wait) => return Err(TokenError::Throttled(wait)),
        Verdict::Unavailable(source) => return Err(TokenError::Unavailable(source)),
    };
    let is_other = asked.is_some_and(|asked| asked != owner.subject);
    if is_other || owner.subject.is_empty() || client_of(&owner.subject).is_some() {
        tracing::error!("an account has no subject, or one that is not its own");
        return Err(TokenError::Fault);
    }
    Ok(Some(owner))
}

impl fmt::Debug for Owners {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Owners(..)")
    }
}
