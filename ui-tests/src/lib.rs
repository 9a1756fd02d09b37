//! What the cases share: two structs of schemes, the scopes and the roles of one.

use axum_secured::{
    ApiKey, Basic, BearerToken, Context, Roles, Scopes, SecuritySchemes, Verdict, Verifier,
};

/// The scopes of `bearer`.
#[derive(Debug, Scopes)]
pub enum Scope {
    /// Read items
    #[scope("items:read")]
    ItemsRead,
    /// Write items
    #[scope("items:write", implies(ItemsRead))]
    ItemsWrite,
}

/// The roles of who has a `bearer`.
#[derive(Debug, Roles)]
pub enum Role {
    /// Edits items
    #[role("editor")]
    Editor,
    /// Runs the place
    #[role("admin", includes(Editor))]
    Admin,
}

/// Admits nobody.
#[derive(Debug)]
pub struct Nobody;

/// Who presents a token.
#[derive(Debug)]
pub struct User;

/// Who presents a key.
#[derive(Debug)]
pub struct Machine;

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

/// Three schemes.
#[derive(Debug, SecuritySchemes)]
pub struct Auth {
    /// A token.
    #[scheme(http(bearer), scopes = Scope, roles = Role)]
    pub bearer: Nobody,
    /// A key.
    #[scheme(api_key(header = "X-API-Key"))]
    pub api_key: Nobody,
    /// A password.
    #[scheme(http(basic))]
    pub basic: Nobody,
}

/// Another struct of schemes.
pub mod elsewhere {
    use super::{Nobody, SecuritySchemes};

    /// One scheme.
    #[derive(Debug, SecuritySchemes)]
    pub struct Elsewhere {
        /// Another key.
        #[scheme(api_key(header = "X-Other"))]
        pub other: Nobody,
    }
}
