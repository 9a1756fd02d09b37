//! A certified `OpenID` provider that this project did not write, and an API that trusts it.
#![allow(missing_docs, clippy::unused_async)]

mod discovery;
mod grants;
mod introspection;
mod log_in;
mod outage;
mod provider;
mod rotation;
mod several;

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body};
use axum_secured::{
    Admitted, ClaimsOnly, Jwt, JwtBuilder, Scopes, SecuredRouter, SecuritySchemes, routes, secured,
};
use http::Request;
use tests::{Answer, send};

use self::{grants::ITEMS, provider::Provider};

#[derive(Scopes)]
pub(crate) enum Scope {
    /// Read items
    #[scope("items:read")]
    ItemsRead,
    /// Create and change items
    #[scope("items:write")]
    ItemsWrite,
}

#[derive(Clone, serde::Deserialize)]
pub(crate) struct Claims {
    /// Not in an ID token, which is not to be refused for that.
    #[serde(default)]
    client_id: String,
}

#[derive(SecuritySchemes)]
pub(crate) struct Auth {
    #[scheme(
        open_id_connect(url = "https://id.example.com/.well-known/openid-configuration"),
        scopes = Scope
    )]
    login: Jwt<ClaimsOnly<Claims>>,
}

#[secured(login("items:read"))]
#[utoipa::path(get, path = "/items", responses((status = 200)))]
async fn list_items(#[principal] who: Admitted<Claims>) -> String {
    let scopes: Vec<_> = who.scopes().collect();
    let subject = who.subject().unwrap_or_default();
    format!("{subject} by {}: {}", who.client_id, scopes.join(" "))
}

#[secured(login("items:write"))]
#[utoipa::path(post, path = "/items", responses((status = 200)))]
async fn create_item() {}

/// The challenges of a token that proves nothing, and of one that proves too little.
const WRONG: &str = r#"Bearer realm="api", scope="items:read", error="invalid_token""#;
const TOO_LITTLE: &str = r#"Bearer realm="api", scope="items:write", error="insufficient_scope""#;

fn app(login: Jwt<ClaimsOnly<Claims>>) -> Router {
    let (router, _) = SecuredRouter::new()
        .routes(routes!(list_items, create_item))
        .split_for_parts();
    router.with_state(Arc::new(Auth { login }))
}

fn built(builder: JwtBuilder<()>) -> Router {
    app(builder.claims_only().build().expect("a verifier"))
}

/// The API that trusts this provider, and has not spoken with it yet.
fn api(provider: &Provider) -> Router {
    built(Jwt::discover(provider.issuer.as_str()).audience(ITEMS))
}

async fn call(app: &Router, method: &str, token: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri("/items")
        .header("authorization", format!("Bearer {token}"));
    send(app, request.body(Body::empty()).expect("a request")).await
}

async fn get(app: &Router, token: &str) -> Answer {
    call(app, "GET", token).await
}

/// Lets this much time pass at once for all that waits or reckons by the runtime's clock. Tokens
/// live by the machine's clock, which goes on as ever.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}
