//! Builders: how a token endpoint is configured, and what is refused to be one.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use super::{
    Client, GrantType, Inner, TokenEndpoint,
    attempts::Counter,
    clients::Clients,
    inspect::LEEWAY,
    owners::Owners,
    refresh::{Refresher, Refreshing},
};
use crate::{
    jwt::{Clock, Jwt, SystemClock},
    misconfiguration::Misconfiguration,
    scope::Scopes,
    settings::Settings,
    tokens::{Granted, RefreshTokens, Revocations, TokenSigner, TokenStore},
};

/// Configures a [`TokenEndpoint`].
#[must_use = "tokens are issued by what `build` returns"]
pub struct TokenEndpointBuilder<C> {
    signer: TokenSigner,
    owners: Owners,
    counter: Counter,
    clients: Vec<Client>,
    refresh: Option<Box<dyn Refreshing>>,
    revocations: Option<Revocations>,
    clock: Arc<dyn Clock>,
    deadline: Duration,
    scopes: PhantomData<fn() -> C>,
}

impl<C: Scopes> TokenEndpointBuilder<C> {
    pub(super) fn new(signer: TokenSigner, owners: Owners) -> Self {
        Self {
            signer,
            owners,
            counter: Counter::default(),
            clients: Vec::new(),
            refresh: None,
            revocations: None,
            clock: Arc::new(SystemClock),
            deadline: Settings::DEFAULT.deadline,
            scopes: PhantomData,
        }
    }

    /// Serves this client. The grants that clients may use are all that are served.
    pub fn client(mut self, client: Client) -> Self {
        self.clients.push(client);
        self
    }

    /// Gives out and redeems refresh tokens, where a client
    /// [may have them](Client::refresh_tokens). With
    /// [`revocations`](crate::tokens::RefreshTokensBuilder::revocations) of their own they end the access
    /// tokens of their log-in too.
    pub fn refresh_tokens<S: TokenStore>(mut self, tokens: RefreshTokens<S>) -> Self {
        self.refresh = Some(Box::new(Refresher::<S, C>::new(tokens)));
        self
    }

    /// Revokes access tokens, and tells those that were revoked.
    pub fn revocations(mut self, revocations: &Revocations) -> Self {
        self.revocations = Some(revocations.clone());
        self
    }

    /// Counts failed attempts at passwords, by address and by account. Who fails too often is answered 429
    /// before the accounts are asked. Give clones of it to all that take these passwords.
    #[cfg(feature = "limits")]
    pub fn attempts(mut self, attempts: crate::limits::Attempts) -> Self {
        self.counter.attempts = Some(attempts);
        self
    }

    /// How long accounts and stores may take to answer one request: 5 seconds unless given. Then the
    /// answer is 503.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// With another clock, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The endpoint.
    ///
    /// # Errors
    /// If there is no client, one may do nothing, or may do what it has no secret for, has a weak secret,
    /// a scope that is not declared or another's name; or if refresh tokens are served and no client may
    /// have them, or the other way round; or if its refresh tokens would not end the access tokens that
    /// can be revoked.
    pub fn build(self) -> Result<TokenEndpoint, Misconfiguration> {
        let clients = Clients::new(self.clients, C::TABLE)?;
        let refreshing = clients.any_may(GrantType::RefreshToken);
        match &self.refresh {
            None if refreshing => {
                return Err(Misconfiguration::new(
                    "a client of `TokenEndpoint` may have refresh tokens, and there are none: \
                     give it `.refresh_tokens(..)`",
                ));
            }
            Some(_) if !refreshing => {
                return Err(Misconfiguration::new(
                    "`TokenEndpoint` has refresh tokens, and no client that may have one: \
                     give one `.refresh_tokens()`",
                ));
            }
            Some(refresh) if self.revocations.is_some() && !refresh.revokes() => {
                return Err(Misconfiguration::new(
                    "`TokenEndpoint` has revocations, and its refresh tokens have none: access \
                     tokens would outlive their log-in. Give them to `RefreshTokens` too",
                ));
            }
            _ => {}
        }
        let clock = Arc::clone(&self.clock);
        let verifier = Jwt::signed_by(&self.signer)
            .types(["at+jwt"])
            .leeway(LEEWAY)
            .clock(move || clock.now())
            .claims_only();
        let verifier = match &self.revocations {
            Some(revocations) => verifier.revocations(revocations),
            None => verifier,
        };
        Ok(TokenEndpoint(Arc::new(Inner {
            signer: self.signer,
            verifier: verifier.build()?,
            owners: self.owners,
            counter: self.counter,
            clients,
            refresh: self.refresh,
            revocations: self.revocations,
            granted: Granted::of::<C>,
            clock: self.clock,
            deadline: self.deadline,
        })))
    }
}

impl<C> fmt::Debug for TokenEndpointBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenEndpointBuilder")
            .field("signer", &self.signer)
            .field("clients", &self.clients)
            .finish_non_exhaustive()
    }
}
