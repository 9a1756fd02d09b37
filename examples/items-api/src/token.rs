//! Tokens: issued and renewed at `/token`, ended at `/revoke`, looked at by `/introspect`.
//!
//! RFC 9700, section 2.4, advises against the password grant: an application of your own should send
//! users to an authorization server instead.

use std::sync::Arc;

use axum::{extract::State, http::header, response::IntoResponse};
use axum_secured::{
    Misconfiguration, public,
    tokens::{
        Client, IntrospectionAnswer, IntrospectionForm, IntrospectionRequest, RefreshTokens,
        RevocationAnswer, RevocationForm, RevocationRequest, Revocations, TokenAnswer,
        TokenEndpoint, TokenError, TokenFault, TokenForm, TokenRequest, TokenSigner,
    },
};

use crate::{auth::Scope, config::Config, sign_in::SignIn, state::State as Kept};

/// No form of ours is longer; what is, is not read to its end.
pub(crate) const MAX_FORM: usize = 16 * 1024;

/// What the service that has a secret may do for itself.
pub(crate) const SERVICE_SCOPES: &str = "items:read items:write";

/// Serves two clients: whoever signs in without naming one, and a service that has a secret.
pub(crate) fn endpoint(
    config: &Config,
    signer: &TokenSigner,
    accounts: SignIn,
    kept: Arc<Kept>,
    revocations: &Revocations,
) -> Result<TokenEndpoint, Misconfiguration> {
    let attempts = accounts.attempts.clone();
    let refresh = RefreshTokens::new(kept).revocations(revocations);
    TokenEndpoint::builder::<Scope>(signer, accounts)
        .client(
            Client::unnamed()
                .every_scope()
                .password_grant()
                .refresh_tokens(),
        )
        .client(
            Client::confidential(&config.client_id, config.client_secret.clone())
                .scopes(SERVICE_SCOPES)
                .client_credentials()
                .introspection(),
        )
        .refresh_tokens(refresh.build()?)
        .attempts(attempts)
        .revocations(revocations)
        .build()
}

/// Sign in, renew, or ask for a service's own token
// A whole office may have one address. Failed log-ins are counted apart, and far fewer.
#[public("sign-in: whoever calls has no token yet", limit = "6000/minute")]
#[utoipa::path(
    post,
    path = "/token",
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "A token", body = TokenAnswer),
        (status = 400, description = "No token, and why", body = TokenFault),
        (status = 401, description = "The client is not who it says", body = TokenFault),
        (
            status = 429,
            description = "Too many attempts, or too many requests",
            content(
                (TokenFault = "application/json"),
                (ref("#/components/schemas/SecurityProblem") = "application/problem+json"),
            ),
            headers(("Retry-After" = u64))
        ),
        (status = 500, description = "Something broke, or the account is not sound", body = TokenFault),
        (status = 503, description = "Signing in is temporarily unavailable", body = TokenFault),
    )
)]
pub(crate) async fn token(
    State(tokens): State<TokenEndpoint>,
    request: TokenRequest,
) -> Result<TokenAnswer, TokenError> {
    tokens.grant(request).await
}

/// Sign out: end a token
#[public("sign-out: the token itself is what is presented")]
#[utoipa::path(
    post,
    path = "/revoke",
    request_body(content = RevocationForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "It counts no more, if it ever did"),
        (status = 400, description = "Nothing was revoked, and why", body = TokenFault),
        (status = 401, description = "The client is not who it says", body = TokenFault),
        (status = 500, description = "Something broke", body = TokenFault),
        (status = 503, description = "It may have been revoked or not", body = TokenFault),
    )
)]
pub(crate) async fn revoke(
    State(tokens): State<TokenEndpoint>,
    request: RevocationRequest,
) -> Result<RevocationAnswer, TokenError> {
    tokens.revoke(request).await
}

/// What is a token worth?
#[public("clients prove in the request who they are")]
#[utoipa::path(
    post,
    path = "/introspect",
    request_body(content = IntrospectionForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "What it is worth", body = IntrospectionAnswer),
        (status = 400, description = "Nothing is said, and why", body = TokenFault),
        (status = 401, description = "The client is not who it says", body = TokenFault),
        (status = 500, description = "Something broke, or the account is not sound", body = TokenFault),
        (status = 503, description = "Nobody can tell", body = TokenFault),
    )
)]
pub(crate) async fn introspect(
    State(tokens): State<TokenEndpoint>,
    request: IntrospectionRequest,
) -> Result<IntrospectionAnswer, TokenError> {
    tokens.introspect(request).await
}

/// The keys that tokens verify with
///
/// None where tokens are signed with a secret.
#[public("public keys are for everybody")]
#[utoipa::path(
    get,
    path = "/.well-known/jwks.json",
    responses(
        (status = 200, description = "A JWK set (RFC 7517)", body = Object, content_type = "application/jwk-set+json"),
    )
)]
pub(crate) async fn keys(State(signer): State<TokenSigner>) -> impl IntoResponse {
    let fields = [
        (header::CONTENT_TYPE, "application/jwk-set+json"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    (fields, signer.jwk_set())
}
