//! Users with tokens and a system with a key: `SECRET_KEY=… SYSTEM_API_KEY=… cargo run -p quickstart`.

use std::{error::Error, sync::Arc};

use axum_secured::{
    ApiKeys, ClaimsOnly, Jwt, Scopes, Secret, SecuredRouter, SecuritySchemes, public, routes,
    secured,
};

#[derive(Scopes)]
enum Scope {
    /// Read items
    #[scope("items:read")]
    ItemsRead,
    /// Create and change items
    #[scope("items:write", implies(ItemsRead))]
    ItemsWrite,
}

#[derive(SecuritySchemes)]
struct Auth {
    /// Access token of a user.
    #[scheme(http(bearer, format = "JWT"), scopes = Scope)]
    bearer: Jwt<ClaimsOnly<User>>,
    /// Key of a system integration.
    #[scheme(api_key(header = "X-System-API-Key"))]
    api_key: ApiKeys<System>,
}

#[derive(serde::Deserialize)]
struct User {
    sub: String,
}

#[derive(Clone)]
struct System;

#[secured(any(api_key, bearer("items:read")))]
#[utoipa::path(get, path = "/items", responses((status = 200, body = [String])))]
async fn list_items() -> axum::Json<[&'static str; 2]> {
    axum::Json(["spoon", "fork"])
}

#[secured(bearer, scopes = "items:write")]
#[utoipa::path(post, path = "/items", responses((status = 200, body = String)))]
async fn create_item(#[principal] user: User) -> String {
    format!("created by {}", user.sub)
}

#[public("liveness probe")]
#[utoipa::path(get, path = "/health", responses((status = 200)))]
async fn health() {}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let bearer = Jwt::hs256(Secret::env("SECRET_KEY")?).issuer("https://id.example.com");
    let auth = Auth {
        bearer: bearer.audience("items").claims_only().build()?,
        api_key: ApiKeys::builder()
            .key(Secret::env("SYSTEM_API_KEY")?, System)
            .build()?,
    };
    let router = SecuredRouter::new()
        .routes(routes!(list_items, create_item))
        .routes(routes!(health));
    print!("{}", router.manifest());
    let (router, _openapi) = router.try_split_for_parts()?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8001").await?;
    Ok(axum::serve(listener, router.with_state(Arc::new(auth))).await?)
}
