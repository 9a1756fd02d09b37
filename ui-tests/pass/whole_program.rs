//! A program with all of it: scopes, schemes, accounts, handlers, the router.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::{error::Error, sync::Arc};

use axum::{Json, http::StatusCode};
use axum_secured::{
    Accounts, ApiKeys, Jwt, Scopes, Secret, SecuredRouter, SecuritySchemes, Verdict, public, routes,
    secured,
};

const ISSUER: &str = "https://id.example.com";
const AUDIENCE: &str = "items";

/// What a token may be allowed to do.
#[derive(Scopes)]
pub enum Scope {
    /// Read items
    #[scope("items:read")]
    ItemsRead,
    /// Create and change items
    #[scope("items:write", implies(ItemsRead))]
    ItemsWrite,
}

/// How callers prove who they are. One field, one OpenAPI security scheme, one verifier.
#[derive(SecuritySchemes)]
pub struct Auth {
    /// Access token from `POST /token`.
    #[scheme(oauth2(password(token_url = "/token")), scopes = Scope)]
    pub bearer: Jwt<Users>,
    /// Key of a system integration.
    #[scheme(api_key(header = "X-System-API-Key"))]
    pub api_key: ApiKeys<Integration>,
}

pub struct Users;
pub struct User(String);
#[derive(Clone)]
pub struct Integration;

#[derive(serde::Deserialize)]
pub struct Claims {
    sub: String,
}

// From a verified token to the account behind it: still there? disabled?
impl Accounts for Users {
    type Claims = Claims;
    type Principal = User;
    async fn load(&self, claims: Claims) -> Verdict<User> {
        Verdict::valid(User(claims.sub))
    }
}

#[derive(serde::Serialize, utoipa::ToSchema)]
struct Item {
    owner: String,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
struct NewItem {}

#[secured(bearer, scopes = "items:write")]
#[utoipa::path(post, path = "/items", responses((status = 201, body = Item)))]
async fn create_item(
    #[principal] user: User,
    Json(_item): Json<NewItem>,
) -> (StatusCode, Json<Item>) {
    (StatusCode::CREATED, Json(Item { owner: user.0 }))
}

pub enum Caller {
    User(User),
    Integration(Integration),
}

impl From<User> for Caller {
    fn from(user: User) -> Self {
        Self::User(user)
    }
}

impl From<Integration> for Caller {
    fn from(integration: Integration) -> Self {
        Self::Integration(integration)
    }
}

#[secured(any(api_key, bearer("items:read")))]
#[utoipa::path(get, path = "/items", responses((status = 200, body = [Item])))]
async fn list_items(#[principal] caller: Caller) -> Json<Vec<Item>> {
    Json(match caller {
        Caller::User(User(owner)) => vec![Item { owner }],
        Caller::Integration(_) => Vec::new(),
    })
}

#[public("liveness probe")]
#[utoipa::path(get, path = "/health", responses((status = 200)))]
async fn health() {}

fn app(users: Users, integration: Integration) -> Result<axum::Router, Box<dyn Error>> {
    let auth = Auth {
        bearer: Jwt::hs256(Secret::env("SECRET_KEY")?)
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .accounts(users)
            .build()?,
        api_key: ApiKeys::builder()
            .key(Secret::env("SYSTEM_API_KEY")?, integration)
            .build()?,
    };
    let (router, _api) = SecuredRouter::new()
        .routes(routes!(list_items, create_item))
        .routes(routes!(health))
        .split_for_parts();
    let app: axum::Router = router.with_state(Arc::new(auth));
    Ok(app)
}

fn main() {
    assert!(app(Users, Integration).is_err(), "no secrets are set here");
}
