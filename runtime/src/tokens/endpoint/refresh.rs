//! Refresh tokens whose store and scopes have types that handlers need not name.

use std::{marker::PhantomData, pin::Pin, time::SystemTime};

use crate::{
    scope::Scopes,
    tokens::{Ended, Granted, Issued, RefreshError, RefreshTokens, Renewal, Renewed, TokenStore},
    verifier::Source,
};

type Pending<'a, T, E = Source> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// [`RefreshTokens`] as a value.
pub(super) trait Refreshing: Send + Sync {
    /// Whether access tokens end with the log-in they come from.
    fn revokes(&self) -> bool;

    fn issue<'a>(
        &'a self,
        subject: &'a str,
        client: Option<&'a str>,
        granted: &'a Granted,
        authenticated_at: SystemTime,
    ) -> Pending<'a, Issued>;

    fn examine<'a>(
        &'a self,
        presented: &'a str,
        client: Option<&'a str>,
        scope: Option<&'a str>,
    ) -> Pending<'a, Renewal, RefreshError>;

    fn spend(&self, renewal: Renewal) -> Pending<'_, Renewed, RefreshError>;

    fn revoke<'a>(&'a self, presented: &'a str, client: Option<&'a str>) -> Pending<'a, Ended>;
}

/// Those of a store and of an application's scopes.
pub(super) struct Refresher<S, C>(RefreshTokens<S>, PhantomData<fn() -> C>);

impl<S, C> Refresher<S, C> {
    pub(super) fn new(tokens: RefreshTokens<S>) -> Self {
        Self(tokens, PhantomData)
    }
}

impl<S: TokenStore, C: Scopes> Refreshing for Refresher<S, C> {
    fn revokes(&self) -> bool {
        self.0.revokes()
    }

    fn issue<'a>(
        &'a self,
        subject: &'a str,
        client: Option<&'a str>,
        granted: &'a Granted,
        authenticated_at: SystemTime,
    ) -> Pending<'a, Issued> {
        Box::pin(self.0.begin(subject, client, granted, authenticated_at))
    }

    fn examine<'a>(
        &'a self,
        presented: &'a str,
        client: Option<&'a str>,
        scope: Option<&'a str>,
    ) -> Pending<'a, Renewal, RefreshError> {
        Box::pin(self.0.examine::<C>(presented, client, scope))
    }

    fn spend(&self, renewal: Renewal) -> Pending<'_, Renewed, RefreshError> {
        Box::pin(self.0.spend(renewal))
    }

    fn revoke<'a>(&'a self, presented: &'a str, client: Option<&'a str>) -> Pending<'a, Ended> {
        Box::pin(self.0.revoke(presented, client))
    }
}
