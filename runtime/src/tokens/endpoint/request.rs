//! Requests: what the three endpoints are asked, read before anything is decided.

use std::{fmt, marker::PhantomData};

use axum::{
    body::Body,
    extract::{FromRequest, Request},
};

use super::{
    TokenError,
    attempts::Origin,
    authentication::Presented,
    form::{Form, Text},
    grant::{Grant, GrantType},
};

/// What a client says of itself, or why nobody can tell.
pub(super) type Claimed = Result<Presented, TokenError>;

/// A request for a token: `POST`, with a form of UTF-8 and at most 16 KiB in its body. The query is not
/// read.
///
/// As an argument of a handler it refuses with a [`TokenError`] what is no form or lacks what its grant
/// needs; who the client is and what the grant is worth is for
/// [`TokenEndpoint::grant`](super::TokenEndpoint::grant) to tell. `TokenRequest<Permissive>` takes a form
/// without `grant_type` for the password grant, as sign-in forms of other frameworks do.
pub struct TokenRequest<R = Strict> {
    pub(super) client: Claimed,
    pub(super) grant: Grant,
    pub(super) origin: Origin,
    rule: PhantomData<fn() -> R>,
}

/// A request to revoke a token (RFC 7009, section 2.1).
pub struct RevocationRequest {
    pub(super) client: Claimed,
    pub(super) token: Text,
}

/// A question about a token (RFC 7662, section 2.1).
pub struct IntrospectionRequest {
    pub(super) client: Claimed,
    pub(super) token: Text,
}

/// Demands `grant_type`, as RFC 6749 does.
#[derive(Debug)]
pub enum Strict {}

/// Takes a form without `grant_type` for the password grant.
#[derive(Debug)]
pub enum Permissive {}

/// What a form without `grant_type` is: [`Strict`] or [`Permissive`].
pub trait Rule: sealed::Rule {}

impl Rule for Strict {}
impl Rule for Permissive {}

mod sealed {
    use super::{GrantType, Permissive, Strict};

    pub trait Rule: 'static {
        const DEFAULT: Option<GrantType>;
    }

    impl Rule for Strict {
        const DEFAULT: Option<GrantType> = None;
    }

    impl Rule for Permissive {
        const DEFAULT: Option<GrantType> = Some(GrantType::Password);
    }
}

impl<R> TokenRequest<R> {
    /// What is presented for the token.
    pub fn grant(&self) -> &Grant {
        &self.grant
    }

    /// The client that the request says it comes from. Whether it does is not known yet.
    pub fn claimed_client(&self) -> Option<&str> {
        self.client.as_ref().ok().and_then(Presented::id)
    }
}

impl<S: Send + Sync, R: Rule> FromRequest<S> for TokenRequest<R> {
    type Rejection = TokenError;

    async fn from_request(request: Request<Body>, _: &S) -> Result<Self, TokenError> {
        let (parts, body) = request.into_parts();
        let origin = Origin::of(&parts);
        let (headers, mut form) = Form::of(Request::from_parts(parts, body)).await?;
        Ok(Self {
            client: Presented::read(&headers, &mut form),
            grant: Grant::read(&mut form, R::DEFAULT)?,
            origin,
            rule: PhantomData,
        })
    }
}

/// Client and token. `token_type_hint` is not read: the kinds of token look different.
async fn about_a_token(request: Request<Body>) -> Result<(Claimed, Text), TokenError> {
    let (headers, mut form) = Form::of(request).await?;
    let token = form.take("token");
    let token = token.ok_or(TokenError::InvalidRequest("`token` is missing."))?;
    Ok((Presented::read(&headers, &mut form), token))
}

impl<S: Send + Sync> FromRequest<S> for RevocationRequest {
    type Rejection = TokenError;

    async fn from_request(request: Request<Body>, _: &S) -> Result<Self, TokenError> {
        let (client, token) = about_a_token(request).await?;
        Ok(Self { client, token })
    }
}

impl<S: Send + Sync> FromRequest<S> for IntrospectionRequest {
    type Rejection = TokenError;

    async fn from_request(request: Request<Body>, _: &S) -> Result<Self, TokenError> {
        let (client, token) = about_a_token(request).await?;
        Ok(Self { client, token })
    }
}

impl<R> fmt::Debug for TokenRequest<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRequest")
            .field("grant", &self.grant)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RevocationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RevocationRequest(..)")
    }
}

impl fmt::Debug for IntrospectionRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IntrospectionRequest(..)")
    }
}
