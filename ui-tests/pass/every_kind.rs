//! Every kind of scheme in one struct, each with a verifier of the application's own.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::{marker::PhantomData, sync::Arc};

use axum::{extract::OptionalFromRequestParts, http::request::Parts};
use axum_secured::{
    Admitted, ApiKey, Basic, BearerToken, ClientCertificate, Context, Scopes, SecuredRouter,
    SecuritySchemes, Verdict, Verifier, routes, secured,
};

#[derive(Scopes)]
pub enum Scope {
    #[scope("read")]
    Read,
}

/// Verifies whatever it is given.
pub struct V<P = u8>(PhantomData<fn() -> P>);

impl<P: Send + 'static, C: Send + 'static> Verifier<C> for V<P> {
    type Principal = P;
    async fn verify(&self, _: C, _: &Context<'_>) -> Verdict<P> {
        Verdict::Invalid
    }
}

pub struct Signature<T = ()>(T);

impl<S: Sync, T> OptionalFromRequestParts<S> for Signature<T> {
    type Rejection = ();
    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Option<Self>, ()> {
        Ok(None)
    }
}

#[derive(SecuritySchemes)]
#[schemes(realm = "items")]
pub struct Auth {
    /// A header.
    #[scheme(api_key(header = "X-Key"))]
    pub header: V,
    #[scheme(api_key(query = "key"), scopes = Scope)]
    pub query: V,
    #[scheme(api_key(cookie = "key"), realm = "cookies")]
    pub cookie: V<String>,
    #[scheme(http(basic))]
    pub basic: V<(u8, u8)>,
    #[scheme(http(bearer))]
    pub bearer: V<Vec<u8>>,
    #[scheme(http(bearer, format = "JWT"), scopes = Scope)]
    pub jwt: V,
    #[scheme(oauth2(password(token_url = "/token")), scopes = Scope)]
    pub password: V,
    #[scheme(oauth2(password(token_url = "/token", refresh_url = "/refresh")))]
    pub refreshed: V,
    #[scheme(oauth2(client_credentials(token_url = "/token")))]
    pub client: V,
    #[scheme(oauth2(authorization_code(authorization_url = "/authorize", token_url = "/token")))]
    pub code: V,
    #[scheme(oauth2(implicit(authorization_url = "/authorize")))]
    pub implicit: V,
    #[scheme(
        oauth2(
            password(token_url = "/token"),
            client_credentials(token_url = "/token", refresh_url = "/refresh"),
            authorization_code(
                authorization_url = "/authorize",
                token_url = "/token",
                refresh_url = "/refresh",
            ),
            implicit(refresh_url = "/refresh", authorization_url = "/authorize"),
        ),
        scopes = Scope,
        realm = "flows",
    )]
    pub flows: V,
    #[scheme(open_id_connect(url = "https://id.example.com/.well-known/openid-configuration"))]
    pub connect: V,
    #[scheme(mutual_tls)]
    pub certificate: V,
    #[scheme(mutual_tls, scopes = Scope, realm = "machines")]
    pub scoped_certificate: V<String>,
    #[scheme(custom(Signature, challenge = "Signature", document = api_key(header = "Signature")))]
    pub signature: V,
    #[scheme(custom(Signature<Vec<u8>>, document = http(bearer, format = "x"), challenge = "S",))]
    pub generic: V,
    #[scheme(custom(crate::Signature::<u8>, challenge = "P", document = open_id_connect(url = "/")))]
    pub by_path: V,
    #[scheme(custom(Signature, challenge = "F", document = mutual_tls))]
    pub forwarded: V,
}

fn is_verified_by<C, W: Verifier<C>>(_: fn(&Auth) -> &W) {}

#[secured(any(all(header, signature), header, query("read"), cookie, basic, bearer, jwt))]
#[utoipa::path(get, path = "/")]
async fn some() {}

#[secured(any(password("read"), refreshed, client, code, implicit, flows(Scope::Read), connect))]
#[utoipa::path(post, path = "/")]
async fn tokens() {}

#[secured(any(signature, generic, by_path, forwarded))]
#[utoipa::path(put, path = "/")]
async fn custom(#[principal] _who: u8) {}

#[secured(all(header, query, cookie, basic, bearer))]
#[utoipa::path(patch, path = "/")]
async fn all(#[principal] _who: (u8, u8, String, (u8, u8), Vec<u8>)) {}

#[secured(any(all(certificate, basic), scoped_certificate("read")))]
#[utoipa::path(delete, path = "/")]
async fn by_certificate(#[principal] who: Admitted<Peer>) {
    let _ = who.scheme();
}

pub struct Peer;

impl From<(u8, (u8, u8))> for Peer {
    fn from(_: (u8, (u8, u8))) -> Self {
        Self
    }
}

impl From<String> for Peer {
    fn from(_: String) -> Self {
        Self
    }
}

fn main() {
    is_verified_by::<ApiKey, _>(|auth| &auth.cookie);
    is_verified_by::<Basic, _>(|auth| &auth.basic);
    is_verified_by::<BearerToken, _>(|auth| &auth.flows);
    is_verified_by::<ClientCertificate, _>(|auth| &auth.certificate);
    is_verified_by::<Signature, _>(|auth| &auth.signature);
    let router: SecuredRouter<Arc<Auth>> =
        SecuredRouter::new().routes(routes!(some, tokens, custom, all, by_certificate));
    let _ = router.split_for_parts();
}
