//! What the messages of the derives suggest.
#![deny(warnings)]
#![allow(dead_code)]

use axum::{extract::OptionalFromRequestParts, http::request::Parts};
use axum_secured::{
    ApiKey, ClientCertificate, Context, Roles, Scopes, SecuritySchemes, Verdict, Verifier,
};
use ui_tests::Nobody;

#[derive(Scopes)]
#[scopes(crate = ::axum_secured)]
pub enum Scope {
    #[scope("items:read")]
    ItemsRead,
    #[scope("items:write", implies(ItemsRead))]
    ItemsWrite,
}

#[derive(Scopes)]
pub enum Letters {
    #[scope("a")]
    A,
    #[scope("b")]
    B,
    #[scope("c", implies(A, B))]
    C,
}

#[derive(Roles)]
#[roles(crate = ::axum_secured)]
pub enum Role {
    #[role("editor")]
    Editor,
    #[role("admin", includes(Editor))]
    Admin,
}

#[derive(Roles)]
pub enum Ranks {
    #[role("a")]
    A,
    #[role("b")]
    B,
    #[role("c", includes(A, B))]
    C,
}

pub struct Signature;

impl<S: Sync> OptionalFromRequestParts<S> for Signature {
    type Rejection = ();
    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Option<Self>, ()> {
        Ok(None)
    }
}

pub struct Own;

impl Verifier<Signature> for Own {
    type Principal = u8;
    async fn verify(&self, _: Signature, _: &Context<'_>) -> Verdict<u8> {
        Verdict::Invalid
    }
}
impl Verifier<ApiKey> for Own {
    type Principal = u8;
    async fn verify(&self, _: ApiKey, _: &Context<'_>) -> Verdict<u8> {
        Verdict::Invalid
    }
}

impl Verifier<ClientCertificate> for Own {
    type Principal = u8;
    async fn verify(&self, _: ClientCertificate, _: &Context<'_>) -> Verdict<u8> {
        Verdict::Invalid
    }
}

#[derive(SecuritySchemes)]
#[schemes(realm = "items")]
#[schemes(render = axum_secured::render::Detail)]
#[schemes(crate = ::axum_secured)]
pub struct Auth {
    #[scheme(http(bearer))]
    pub bearer: Nobody,
    #[scheme(http(basic))]
    pub basic: Nobody,
    #[scheme(http(bearer), scopes = Scope)]
    pub scoped: Nobody,
    #[scheme(http(bearer), roles = Role)]
    pub with_roles: Nobody,
    #[scheme(http(bearer), realm = "items")]
    pub with_realm: Nobody,
    #[scheme(http(bearer, format = "JWT"))]
    pub with_format: Nobody,
    #[scheme(api_key(header = "X-API-Key"))]
    pub header: Own,
    #[scheme(api_key(query = "api_key"))]
    pub query: Own,
    #[scheme(api_key(cookie = "api_key"))]
    pub cookie: Own,
    #[scheme(oauth2(password(token_url = "/token")))]
    pub password: Nobody,
    #[scheme(oauth2(password(token_url = "/token", refresh_url = "/refresh")))]
    pub refreshed: Nobody,
    #[scheme(oauth2(implicit(authorization_url = "/authorize")))]
    pub implicit: Nobody,
    #[scheme(oauth2(authorization_code(authorization_url = "/authorize", token_url = "/token")))]
    pub code: Nobody,
    #[scheme(oauth2(authorization_code(authorization_url = "/authorize", token_url = "/t")))]
    pub completed: Nobody,
    #[scheme(oauth2(authorization_code(authorization_url = "/a", token_url = "/token", refresh_url = "/r")))]
    pub completed_with_token: Nobody,
    #[scheme(open_id_connect(url = "https://id.example.com/.well-known/openid-configuration"))]
    pub connect: Nobody,
    #[scheme(mutual_tls)]
    pub certificate: Own,
    #[scheme(mutual_tls, scopes = Scope)]
    pub scoped_certificate: Own,
    #[scheme(custom(Signature, challenge = "Signature", document = api_key(header = "Signature")))]
    pub signature: Own,
}

fn main() {}
