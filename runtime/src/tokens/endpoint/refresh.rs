//! Refresh tokens whose store and scopes have types that handlers need not name.

use std::{marker::PhantomData, pin::Pin};

use crate::{
    scope::Scopes,
    tokens::{Ended, Granted, Issued, RefreshError, RefreshTokens, Renewed, TokenStore},
    verifier::Source,
};

type Pending<'a, T, E = Source> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// [`RefreshTokens`] as a value.
pub(super) trait Refreshing: Send + Sync {
    fn issue<'a>(
        &'a self,
        subject: &'a str,
        client: Option<&'a str>,
        granted: &'a Granted,
    ) -> Pending<'a, Issued>;

    fn renew<'a>(
        &'a self,
        presented: &'a str,
        client: Option<&'a str>,
        scope: Option<&'a str>,
    ) -> Pending<'a, Renewed, RefreshError>;

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
    fn issue<'a>(
        &'a self,
        subject: &'a str,
        client: Option<&'a str>,
        granted: &'a Granted,
    ) -> Pending<'a, Issued> {
        Box::pin(self.0.issue(subject, client, granted))
    }

    fn renew<'a>(
        &'a self,
        presented: &'a str,
        client: Option<&'a str>,
        scope: Option<&'a str>,
    ) -> Pending<'a, Renewed, RefreshError> {
        Box::pin(self.0.renew::<C>(presented, client, scope))
    }

    fn revoke<'a>(&'a self, presented: &'a str, client: Option<&'a str>) -> Pending<'a, Ended> {
        Box::pin(self.0.revoke(presented, client))
    }
}
