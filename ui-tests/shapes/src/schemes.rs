//! Scopes, roles, schemes and named requirements.

use axum::{extract::OptionalFromRequestParts, http::request::Parts};
use axum_secured::{
    ApiKey, Basic, BearerToken, ClientCertificate, Context, Roles, Scopes, SecuritySchemes,
    Verdict, Verifier, requirement,
};

/// What a token may do.
#[derive(Debug, Clone, Copy, Scopes)]
pub enum Scope {
    /// Read
    #[scope("read")]
    Read,
    /// Write
    #[scope("write", implies(Read))]
    Write,
}

/// What a principal may be.
#[derive(Debug, Clone, Copy, Roles)]
pub enum Role {
    /// Changes things
    #[role("editor")]
    Editor,
    /// Runs the place
    #[role("admin", includes(Editor))]
    Admin,
}

/// Never written in code.
#[derive(Debug, Scopes)]
pub(crate) enum Quiet {
    #[scope("quiet")]
    Quiet,
}

/// Who presents a token.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct User;

/// Who presents a key.
#[derive(Debug)]
#[non_exhaustive]
pub struct Machine;

/// Either.
#[derive(Debug)]
#[non_exhaustive]
pub enum Caller {
    /// With a token.
    User(User),
    /// With a key.
    Machine(Machine),
    /// With both.
    Both(User, Machine),
}

impl From<User> for Caller {
    fn from(user: User) -> Self {
        Self::User(user)
    }
}

impl From<Machine> for Caller {
    fn from(machine: Machine) -> Self {
        Self::Machine(machine)
    }
}

impl From<(User, Machine)> for Caller {
    fn from((user, machine): (User, Machine)) -> Self {
        Self::Both(user, machine)
    }
}

/// Admits nobody.
#[derive(Debug)]
#[non_exhaustive]
pub struct Nobody;

impl Verifier<BearerToken> for Nobody {
    type Principal = User;
    async fn verify(&self, _: BearerToken, _: &Context<'_>) -> Verdict<User> {
        Verdict::Invalid
    }
}

impl Verifier<ApiKey> for Nobody {
    type Principal = Machine;
    async fn verify(&self, _: ApiKey, _: &Context<'_>) -> Verdict<Machine> {
        Verdict::Invalid
    }
}

impl Verifier<Basic> for Nobody {
    type Principal = User;
    async fn verify(&self, _: Basic, _: &Context<'_>) -> Verdict<User> {
        Verdict::Invalid
    }
}

impl Verifier<ClientCertificate> for Nobody {
    type Principal = Machine;
    async fn verify(&self, _: ClientCertificate, _: &Context<'_>) -> Verdict<Machine> {
        Verdict::Invalid
    }
}

impl Verifier<Signature> for Nobody {
    type Principal = Machine;
    async fn verify(&self, _: Signature, _: &Context<'_>) -> Verdict<Machine> {
        Verdict::Invalid
    }
}

/// A credential of the application's own.
#[derive(Debug)]
#[non_exhaustive]
pub struct Signature;

impl<S: Sync> OptionalFromRequestParts<S> for Signature {
    type Rejection = ();
    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Option<Self>, ()> {
        Ok(None)
    }
}

/// Every kind of scheme.
#[derive(Debug, SecuritySchemes)]
#[schemes(realm = "shapes", render = axum_secured::render::Detail)]
#[non_exhaustive]
pub struct Auth {
    /// A token.
    #[scheme(http(bearer, format = "JWT"), scopes = Scope, roles = Role)]
    pub bearer: Nobody,
    /// A token of some server.
    #[scheme(
        oauth2(
            password(token_url = "/token", refresh_url = "/refresh"),
            client_credentials(token_url = "/token"),
            authorization_code(authorization_url = "/authorize", token_url = "/token"),
            implicit(authorization_url = "/authorize"),
        ),
        scopes = Scope
    )]
    pub oauth: Nobody,
    /// A token of some provider.
    #[scheme(open_id_connect(url = "https://id.example.com/.well-known/openid-configuration"))]
    pub connect: Nobody,
    /// A key.
    #[scheme(api_key(header = "X-Key"))]
    pub api_key: Nobody,
    /// A key in the query.
    #[scheme(api_key(query = "key"))]
    pub query: Nobody,
    /// A key in a cookie.
    #[scheme(api_key(cookie = "key"), realm = "cookies")]
    pub cookie: Nobody,
    /// A password.
    #[scheme(http(basic))]
    pub basic: Nobody,
    /// A certificate.
    #[scheme(mutual_tls, scopes = Scope, realm = "machines")]
    pub certificate: Nobody,
    /// A signature.
    #[scheme(custom(Signature, challenge = "Signature", document = api_key(header = "Signature")))]
    pub signature: Nobody,
    #[scheme(api_key(header = "X-Private"), scopes = Quiet)]
    pub(crate) private: Nobody,
}

requirement!(
    /// Who may write.
    pub Writer -> Caller = any(bearer("write"), all(basic, api_key))
);

requirement!(pub(crate) Private -> Machine = private("quiet"));
