//! The token endpoint: tokens for accounts and clients (RFC 6749), their revocation (RFC 7009) and
//! introspection (RFC 7662), as parts that an application mounts.

mod answer;
mod attempts;
mod authentication;
mod builder;
mod clients;
mod error;
mod form;
mod grant;
mod inspect;
mod issue;
mod owners;
mod refresh;
mod request;
#[cfg(feature = "openapi")]
mod schema;

use std::{fmt, sync::Arc, time::Duration};

#[cfg(feature = "openapi")]
pub use self::schema::{
    ClientCredentialsForm, IntrospectionForm, PasswordForm, RefreshForm, RevocationForm, TokenForm,
};
pub use self::{
    answer::{IntrospectionAnswer, RevocationAnswer, TokenAnswer},
    builder::TokenEndpointBuilder,
    clients::Client,
    error::{TokenError, TokenFault},
    grant::{ClientGrant, Grant, GrantType, PasswordGrant, RefreshGrant},
    owners::{NoOwners, Owner, ResourceOwners, client_of},
    request::{IntrospectionRequest, Permissive, RevocationRequest, Rule, Strict, TokenRequest},
};
use self::{
    attempts::Counter, clients::Clients, inspect::Claims, owners::Owners, refresh::Refreshing,
};
use super::{Granted, Revocations, TokenSigner};
use crate::{
    jwt::{ClaimsOnly, Clock, Jwt},
    practices::{Practice, Practices},
    scope::Scopes,
    settled::{Settled, Settling},
    verifier::Source,
};

/// Issues, revokes and introspects tokens: the state of the handlers behind `/token`, `/revoke` and
/// `/introspect`.
///
/// A request is judged in this order: its form, who the client is, whether that client may do this, and
/// then what it presents. No token carries a scope because it was asked for: what is granted was asked
/// for, and the client and the account may have it. All that is asked of accounts and stores is asked
/// under a deadline, behind a panic guard.
///
/// How often passwords may be tried (RFC 6749, section 4.3.2) is for
/// [`attempts`](TokenEndpointBuilder::attempts) to limit, with the feature `limits`.
///
/// ```
/// # #[cfg(feature = "openapi")]
/// # mod example {
/// # use axum_secured::{Misconfiguration, Scopes, Secret};
/// use axum::extract::State;
/// use axum_secured::{SecuredRouter, public, routes};
/// use axum_secured::tokens::{
///     Client, MemoryStore, RefreshTokens, ResourceOwners, Revocations, TokenAnswer,
///     TokenEndpoint, TokenError, TokenFault, TokenForm, TokenRequest, TokenSigner,
/// };
/// # use std::sync::Arc;
/// # #[derive(Scopes)]
/// # enum Scope { #[scope("items:read")] ItemsRead, #[scope("items:write")] ItemsWrite }
///
/// # fn endpoint(signer: TokenSigner, users: impl ResourceOwners) -> Result<TokenEndpoint, Misconfiguration> {
/// let store = Arc::new(MemoryStore::new());
/// let revocations = Revocations::new(Arc::clone(&store)).build()?;
/// let refresh = RefreshTokens::new(store).revocations(&revocations).build()?;
/// let tokens = TokenEndpoint::builder::<Scope>(&signer, users)
///     .client(Client::unnamed().every_scope().password_grant().refresh_tokens())
///     .client(
///         Client::confidential("reports", Secret::env("REPORTS_SECRET")?)
///             .scopes("items:read")
///             .client_credentials(),
///     )
///     .refresh_tokens(refresh)
///     .revocations(&revocations)
///     .build()?;
/// # Ok(tokens)
/// # }
///
/// /// Sign in
/// #[public("sign-in: whoever calls has no token yet")]
/// #[utoipa::path(
///     post,
///     path = "/token",
///     request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
///     responses(
///         (status = 200, description = "A token", body = TokenAnswer),
///         (status = 400, description = "No token, and why", body = TokenFault),
///         (status = 401, description = "The client is not authenticated", body = TokenFault),
///         (status = 500, description = "The request could not be decided", body = TokenFault),
///         (status = 503, description = "Temporarily unavailable", body = TokenFault),
///     )
/// )]
/// async fn token(
///     State(tokens): State<TokenEndpoint>,
///     request: TokenRequest,
/// ) -> Result<TokenAnswer, TokenError> {
///     tokens.grant(request).await
/// }
/// # fn mounted(tokens: TokenEndpoint) -> axum::Router {
/// let (router, api) = SecuredRouter::new().routes(routes!(token)).split_for_parts();
/// # let _ = api;
/// router.with_state(tokens)
/// # }
/// # }
/// ```
#[derive(Clone)]
pub struct TokenEndpoint(Arc<Inner>);

struct Inner {
    signer: TokenSigner,
    /// What tells tokens of ours from others.
    verifier: Jwt<ClaimsOnly<Claims>>,
    owners: Owners,
    counter: Counter,
    clients: Clients,
    refresh: Option<Box<dyn Refreshing>>,
    revocations: Option<Revocations>,
    /// [`Granted::of`] the scopes of the application.
    granted: fn(&str, &str) -> Option<Granted>,
    clock: Arc<dyn Clock>,
    deadline: Duration,
}

impl TokenEndpoint {
    /// Issues tokens that `signer` signs, about the accounts of `owners`, with scopes of `C`. There are no
    /// clients yet.
    pub fn builder<C: Scopes>(
        signer: &TokenSigner,
        owners: impl ResourceOwners,
    ) -> TokenEndpointBuilder<C> {
        TokenEndpointBuilder::new(signer.clone(), Owners::new(owners))
    }

    /// A token for what is presented (RFC 6749, sections 4.3, 4.4 and 6).
    ///
    /// # Errors
    /// If there is none, or nobody can tell.
    pub async fn grant<R>(&self, request: TokenRequest<R>) -> Result<TokenAnswer, TokenError> {
        let TokenRequest {
            client,
            grant,
            origin,
            ..
        } = request;
        self.settled(self.0.grant(client, grant, origin)).await
    }

    /// Ends a refresh token, with its log-in, or an access token (RFC 7009). Of what is unknown or ended
    /// before the answer is the same. The hint at the kind of token is ignored.
    ///
    /// # Errors
    /// If the client is not who it says, the token is another client's, tokens of its kind cannot be
    /// revoked, or the store cannot be asked.
    pub async fn revoke(&self, request: RevocationRequest) -> Result<RevocationAnswer, TokenError> {
        self.settled(self.0.revoke(request.client, request.token))
            .await
    }

    /// What an access token is worth (RFC 7662). One that is expired, revoked, unknown, not ours, of an
    /// account or client that may have none today, or no access token, is not active: nothing else is
    /// said.
    ///
    /// # Errors
    /// If the client is not who it says or may not ask, or accounts or store cannot be asked.
    pub async fn introspect(
        &self,
        request: IntrospectionRequest,
    ) -> Result<IntrospectionAnswer, TokenError> {
        self.settled(self.0.introspect(request.client, request.token))
            .await
    }

    /// What it is set up to do that a guide of [practices](crate::practices) advises against: to take
    /// passwords without counting failures.
    pub fn practices(&self) -> Practices {
        let takes_passwords = self.0.clients.any_may(GrantType::Password);
        if !takes_passwords || self.0.counter.counts() {
            return Practices::new();
        }
        Practices::new().with(Practice::UnlimitedAttempts, "TokenEndpoint", "")
    }

    async fn settled<T>(
        &self,
        work: impl Future<Output = Result<T, TokenError>>,
    ) -> Result<T, TokenError> {
        match Settling::new(self.0.deadline, work).await {
            Settled::Done(outcome) => outcome,
            Settled::Late => Err(Source::new("accounts or store took too long").into()),
            Settled::Panicked => Err(TokenError::Fault),
        }
    }
}

impl fmt::Debug for TokenEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenEndpoint")
            .field("signer", &self.0.signer)
            .field("clients", &self.0.clients)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
