//! The whole path: attribute, guard, principal, document, manifest.
#![allow(missing_docs, clippy::unused_async)]

use std::sync::Arc;

use axum::{Json, body::Body};
use axum_secured::{
    ApiKey, BearerToken, Context, Scopes, SecuredRouter, SecuritySchemes, Verdict, Verified,
    Verifier, public, requirement, routes, secured,
};
use http::Request;
use tower::ServiceExt;

#[derive(Scopes)]
enum Scope {
    /// Read items
    #[scope("items:read")]
    ItemsRead,
    /// Write items
    #[scope("items:write", implies(ItemsRead))]
    ItemsWrite,
}

struct Keys;

#[derive(Clone)]
struct System;

impl Verifier<ApiKey> for Keys {
    type Principal = System;
    async fn verify(&self, key: ApiKey, _: &Context<'_>) -> Verdict<System> {
        if key.expose() == "sesame" {
            Verdict::valid(System)
        } else {
            Verdict::Invalid
        }
    }
}

struct Tokens;

struct User(String);

impl Verifier<BearerToken> for Tokens {
    type Principal = User;
    async fn verify(&self, token: BearerToken, context: &Context<'_>) -> Verdict<User> {
        match token.expose().split_once('.') {
            Some((name, scope)) => Verdict::Valid(
                Verified::new(User(name.to_owned()))
                    .scopes(context.scopes(&scope.replace('_', ":"))),
            ),
            None => Verdict::Invalid,
        }
    }
}

#[derive(SecuritySchemes)]
struct Auth {
    /// A user's token.
    #[scheme(oauth2(password(token_url = "/token")), scopes = Scope)]
    bearer: Tokens,
    /// A system's key.
    #[scheme(api_key(header = "X-Key"), realm = "machines")]
    api_key: Keys,
}

enum Caller {
    User(User),
    System,
}

impl From<User> for Caller {
    fn from(user: User) -> Self {
        Self::User(user)
    }
}

impl From<System> for Caller {
    fn from(_: System) -> Self {
        Self::System
    }
}

#[secured(any(api_key, bearer("items:read")))]
#[utoipa::path(get, path = "/items", responses((status = 200, body = String)))]
async fn list_items(#[principal] caller: Caller) -> Json<String> {
    Json(match caller {
        Caller::User(User(name)) => name,
        Caller::System => "system".to_owned(),
    })
}

#[secured(bearer, scopes = Scope::ItemsWrite)]
#[utoipa::path(post, path = "/items", responses((status = 200)))]
async fn create_item() {}

requirement!(Editor -> Caller = any(bearer("items:write"), api_key));

#[secured(optional(Editor))]
#[utoipa::path(get, path = "/greeting", responses((status = 200)))]
async fn greeting(#[principal] caller: Option<Caller>) -> &'static str {
    match caller {
        None => "guest",
        Some(Caller::System) => "system",
        Some(Caller::User(_)) => "user",
    }
}

#[public("liveness probe")]
#[utoipa::path(get, path = "/health", responses((status = 200)))]
async fn health() {}

fn app() -> (axum::Router, serde_json::Value, String) {
    let router = SecuredRouter::new()
        .routes(routes!(list_items, create_item))
        .routes(routes!(greeting))
        .routes(routes!(health));
    let manifest = router.manifest().to_string();
    let (router, api) = router.split_for_parts();
    let api = serde_json::to_value(api).expect("the document serialises");
    (
        router.with_state(Arc::new(Auth {
            bearer: Tokens,
            api_key: Keys,
        })),
        api,
        manifest,
    )
}

async fn call(method: &str, path: &str, headers: &[(&str, &str)]) -> (u16, Vec<String>) {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).expect("a request");
    let response = app().0.oneshot(request).await.expect("a response");
    let challenges = response
        .headers()
        .get_all("www-authenticate")
        .iter()
        .map(|value| value.to_str().expect("ASCII").to_owned())
        .collect();
    (response.status().as_u16(), challenges)
}

#[tokio::test]
async fn one_line_is_enforced() {
    let key = r#"ApiKey realm="machines", in="header", name="X-Key""#.to_owned();
    let bearer = r#"Bearer realm="api", scope="items:read""#.to_owned();
    assert_eq!(
        call("GET", "/items", &[]).await,
        (401, vec![key.clone(), bearer.clone()])
    );
    assert_eq!(call("GET", "/items", &[("x-key", "sesame")]).await.0, 200);
    assert_eq!(
        call(
            "GET",
            "/items",
            &[("authorization", "Bearer ann.items_read")]
        )
        .await
        .0,
        200
    );
    assert_eq!(
        call("GET", "/items", &[("authorization", "Bearer x")]).await,
        (401, vec![key, format!("{bearer}, error=\"invalid_token\"")])
    );
    assert_eq!(
        call(
            "POST",
            "/items",
            &[("authorization", "Bearer ann.items_read")]
        )
        .await,
        (
            403,
            vec![
                r#"Bearer realm="api", scope="items:write", error="insufficient_scope""#.to_owned()
            ]
        )
    );
    assert_eq!(call("GET", "/greeting", &[]).await.0, 200);
    assert_eq!(
        call("GET", "/greeting", &[("authorization", "Digest x=y")])
            .await
            .0,
        401
    );
    assert_eq!(call("GET", "/health", &[]).await.0, 200);
}

#[test]
fn one_line_is_published() {
    let (_, api, manifest) = app();
    assert_eq!(
        api["paths"]["/items"]["get"]["security"],
        serde_json::json!([{"api_key": []}, {"bearer": ["items:read"]}])
    );
    assert_eq!(
        api["paths"]["/greeting"]["get"]["security"],
        serde_json::json!([{"bearer": ["items:write"]}, {"api_key": []}, {}])
    );
    assert_eq!(
        api["paths"]["/health"]["get"]["security"],
        serde_json::json!([])
    );
    assert_eq!(
        api["components"]["securitySchemes"]["bearer"]["x-implies"]["items:write"][0],
        "items:read"
    );
    assert!(
        manifest.contains("any(api_key, bearer(\"items:read\"))"),
        "{manifest}"
    );
    assert!(manifest.contains("public (liveness probe)"), "{manifest}");
}
