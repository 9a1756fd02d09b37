//! Tenants: whoever belongs to one reaches what is that tenant's, whatever the route and however the
//! request spells it; everything else looks absent.
#![allow(missing_docs, clippy::unused_async)]

mod extractor;
mod matrix;
mod order;
mod published;
mod refused;
mod sockets;
mod spellings;
mod verifiers;

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{WebSocketUpgrade, ws::Message},
    response::Response,
};
use axum_secured::{
    ApiKeys, ClaimsOnly, Jwt, Secret, SecuredRouter, SecuritySchemes, Tenant, TenantIn,
    api_keys::Key,
    public, requirement, routes,
    routing::{any, get},
    secured,
    testing::TestIssuer,
};
use http::{Request, request::Builder};
use tests::Answer;

/// The tenants there are: two, and one whose name has to be encoded in a path.
pub(crate) const ACME: &str = "acme";
pub(crate) const BOLT: &str = "bolt";
pub(crate) const SLASHED: &str = "x/y";

const ISSUER: &str = "https://id.example.com";
const AUDIENCE: &str = "https://items.example.com";
const SECRET: &str = "a secret of the tests, long enough for HMAC with SHA-256";

#[derive(serde::Deserialize)]
pub(crate) struct Claims {
    sub: String,
}

#[derive(SecuritySchemes)]
pub(crate) struct Auth {
    #[scheme(api_key(header = "X-Key"))]
    pub(crate) api_key: ApiKeys<&'static str>,
    #[scheme(http(bearer))]
    pub(crate) bearer: Jwt<ClaimsOnly<Claims>>,
}

/// Whoever it is.
pub(crate) struct Anyone(String);

impl From<&'static str> for Anyone {
    fn from(name: &'static str) -> Self {
        Self(name.to_owned())
    }
}

impl From<Claims> for Anyone {
    fn from(claims: Claims) -> Self {
        Self(claims.sub)
    }
}

requirement!(pub(crate) Either -> Anyone = any(api_key, bearer));
requirement!(pub(crate) Both -> (&'static str, Claims) = all(api_key, bearer));

#[secured(api_key)]
async fn by_key(tenant: Tenant) -> String {
    tenant.to_string()
}

#[secured(bearer)]
async fn by_token(tenant: Tenant) -> String {
    tenant.to_string()
}

#[secured(any(api_key, bearer))]
async fn by_either(#[principal] who: Anyone, tenant: Tenant) -> String {
    assert!(!who.0.is_empty());
    tenant.to_string()
}

#[secured(all(api_key, bearer))]
async fn by_both(tenant: Tenant) -> String {
    tenant.to_string()
}

#[secured(any(all(api_key, bearer), bearer))]
async fn by_both_or_token(tenant: Tenant) -> String {
    tenant.to_string()
}

#[secured(api_key, limit = "1000/second")]
async fn limited(tenant: Tenant) -> String {
    tenant.to_string()
}

#[secured(any(api_key, bearer))]
#[utoipa::path(get, path = "/items", responses((status = 200)))]
async fn items(tenant: Tenant) -> String {
    tenant.to_string()
}

#[secured(bearer)]
#[utoipa::path(post, path = "/items", responses((status = 200)))]
async fn add_item(tenant: Tenant) -> String {
    tenant.to_string()
}

#[secured(any(api_key, bearer))]
pub(crate) async fn greeting(socket: WebSocketUpgrade, tenant: Tenant) -> Response {
    socket.on_upgrade(async move |mut socket| {
        let greeting = Message::text(format!("hello {tenant}"));
        socket.send(greeting).await.expect("an open socket");
    })
}

#[public("liveness probe")]
async fn open() -> &'static str {
    "open"
}

/// A router of axum's own that says whose it is.
fn foreign() -> Router {
    Router::new().fallback(async |tenant: Tenant| tenant.to_string())
}

/// One of everything.
pub(crate) fn inner() -> SecuredRouter<Arc<Auth>> {
    let deeper = SecuredRouter::new().route("/key", get(by_key)).nest(
        "/still",
        SecuredRouter::new().route("/token", get(by_token)),
    );
    SecuredRouter::new()
        .routes(routes!(items, add_item))
        .route("/key", get(by_key))
        .route("/token", get(by_token))
        .route("/either", any(by_either))
        .route("/both", get(by_both))
        .route("/both-or-token", get(by_both_or_token))
        .route("/limited", get(limited))
        .route("/socket", get(greeting))
        .route("/open", get(open))
        .nest("/deeper", deeper)
        .merge(SecuredRouter::new().route("/merged", get(by_either)))
        .foreign("/foreign", foreign(), secured::<Either>())
        .service("/service", foreign(), secured::<Both>())
        .fallback(by_either)
}

/// It twice: below a path that names the tenant, and below one where a header does.
pub(crate) fn router() -> SecuredRouter<Arc<Auth>> {
    SecuredRouter::new()
        .nest(
            "/tenants/{tenant}",
            inner().tenant(TenantIn::path("tenant")),
        )
        .nest("/ours", inner().tenant(TenantIn::header("X-Tenant")))
}

pub(crate) fn app(router: SecuredRouter<Arc<Auth>>) -> Router {
    router.split_for_parts().0.with_state(Arc::new(auth()))
}

pub(crate) fn auth() -> Auth {
    let keys = [ACME, BOLT, SLASHED].into_iter().fold(
        ApiKeys::builder().with(Key::new(Secret::from_bytes(key_of("")), "nobody's").id("none")),
        |keys, tenant| {
            let key = Key::new(Secret::from_bytes(key_of(tenant)), tenant);
            keys.with(key.tenant(tenant))
        },
    );
    let bearer = Jwt::hs256(Secret::from_bytes(SECRET))
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .tenant_claim("tenant")
        .claims_only();
    Auth {
        api_key: keys.build().expect("keys"),
        bearer: bearer.build().expect("a verifier"),
    }
}

/// The key of a tenant; without a name, one that belongs to none.
pub(crate) fn key_of(tenant: &str) -> String {
    format!("a-key-of-{tenant}-that-is-long-enough")
}

/// The same as a token.
pub(crate) fn token_of(tenant: &str) -> TestIssuer {
    let issuer = TestIssuer::hs256(&Secret::from_bytes(SECRET), ISSUER, AUDIENCE, "somebody");
    let issuer = issuer.expect("an issuer");
    if tenant.is_empty() {
        issuer
    } else {
        issuer.tenant(tenant)
    }
}

pub(crate) fn request(method: &str, path: &str) -> Builder {
    Request::builder().method(method).uri(path)
}

pub(crate) fn with_key(request: Builder, tenant: &str) -> Builder {
    request.header("x-key", key_of(tenant))
}

pub(crate) async fn send(app: &Router, request: Builder) -> Answer {
    tests::send(app, request.body(Body::empty()).expect("a request")).await
}
