//! A guard beside a hand-written extractor that does the same check: `cargo bench -p tests`.
#![allow(missing_docs, clippy::unused_async)]

use std::{collections::HashMap, hint::black_box, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{FromRef, FromRequestParts},
    response::{IntoResponse, Response},
};
use axum_secured::{
    Accounts, ApiKeys, Jwt, Scopes, Secret, SecuritySchemes, Verdict, secured,
    testing::{self, TestIssuer},
};
use criterion::{
    BenchmarkGroup, Criterion, criterion_group, criterion_main, measurement::WallTime,
};
use http::{HeaderValue, Request, StatusCode, header, request::Parts};
use jsonwebtoken::{DecodingKey, Validation};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use tower::ServiceExt;

const KEY: &str = "a-key-of-sixteen-bytes";
const ISSUER: &str = "https://id.example.com";
const AUDIENCE: &str = "https://items.example.com";

#[derive(Clone)]
struct System(#[allow(dead_code)] Arc<str>);

struct User(String);

#[derive(serde::Deserialize)]
struct Claims {
    sub: String,
}

struct Users;

impl Accounts for Users {
    type Claims = Claims;
    type Principal = User;
    async fn load(&self, claims: Claims) -> Verdict<User> {
        Verdict::valid(User(claims.sub))
    }
}

#[derive(Scopes)]
enum Scope {
    #[scope("items:read")]
    ItemsRead,
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(api_key(header = "X-API-Key"))]
    api_key: ApiKeys<System>,
    #[scheme(http(bearer), scopes = Scope)]
    bearer: Jwt<Users>,
}

#[secured(api_key)]
async fn guarded_by_key(#[principal] system: System) -> StatusCode {
    black_box(&system);
    StatusCode::OK
}

#[secured(bearer, scopes = "items:read")]
async fn guarded_by_token(#[principal] user: User) -> StatusCode {
    black_box(&user.0);
    StatusCode::OK
}

/// What one would write by hand: the same key by the same digest, the same claims.
struct ByHand {
    keys: HashMap<[u8; 32], System>,
    decoding: DecodingKey,
    validation: Validation,
}

#[derive(Clone)]
struct App {
    auth: Arc<Auth>,
    by_hand: Arc<ByHand>,
}

impl FromRef<App> for Arc<Auth> {
    fn from_ref(app: &App) -> Self {
        Self::clone(&app.auth)
    }
}

/// The answer a guard gives, as one would write it.
fn refused(status: StatusCode, detail: &str, challenge: &'static str) -> Response {
    let problem = serde_json::json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": detail,
    });
    let headers = [
        (header::WWW_AUTHENTICATE, challenge),
        (header::CONTENT_TYPE, "application/problem+json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, problem.to_string()).into_response()
}

impl FromRef<App> for Arc<ByHand> {
    fn from_ref(app: &App) -> Self {
        Self::clone(&app.by_hand)
    }
}

// For any state that holds what it needs, like a guard.
impl<S: Send + Sync> FromRequestParts<S> for System
where
    Arc<ByHand>: FromRef<S>,
{
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let by_hand = Arc::<ByHand>::from_ref(state);
        let mut presented = parts.headers.get_all("x-api-key").iter();
        let presented = match (presented.next(), presented.next()) {
            (Some(key), None) if key.len() <= 8192 && key.to_str().is_ok() => key.as_bytes(),
            _ => &[],
        };
        let digest: [u8; 32] = Sha256::digest(presented).into();
        match by_hand.keys.get_key_value(&digest) {
            Some((stored, system)) if bool::from(stored.ct_eq(&digest)) => Ok(system.clone()),
            _ => Err(refused(
                StatusCode::UNAUTHORIZED,
                "The credential is not valid.",
                "ApiKey realm=\"api\", in=\"header\", name=\"X-API-Key\"",
            )),
        }
    }
}

#[derive(serde::Deserialize)]
struct AllClaims {
    sub: String,
    scope: String,
}

impl<S: Send + Sync> FromRequestParts<S> for User
where
    Arc<ByHand>: FromRef<S>,
{
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let by_hand = Arc::<ByHand>::from_ref(state);
        let invalid = || {
            refused(
                StatusCode::UNAUTHORIZED,
                "The credential is not valid.",
                "Bearer realm=\"api\", scope=\"items:read\", error=\"invalid_token\"",
            )
        };
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or_else(invalid)?;
        let ByHand {
            decoding,
            validation,
            ..
        } = &*by_hand;
        let decoded = jsonwebtoken::decode::<AllClaims>(token, decoding, validation);
        let claims = decoded.map_err(|_| invalid())?.claims;
        if claims.scope.split(' ').any(|scope| scope == "items:read") {
            Ok(Self(claims.sub))
        } else {
            Err(refused(
                StatusCode::FORBIDDEN,
                "The credential lacks a scope that this operation needs.",
                "Bearer realm=\"api\", scope=\"items:read\", error=\"insufficient_scope\"",
            ))
        }
    }
}

async fn by_key(system: System) -> StatusCode {
    black_box(&system);
    StatusCode::OK
}

async fn by_token(user: User) -> StatusCode {
    black_box(&user.0);
    StatusCode::OK
}

fn app(secret: &Secret) -> Router {
    let system = System(Arc::from("billing"));
    let auth = Auth {
        api_key: ApiKeys::builder()
            .key(testing::secret(KEY), system.clone())
            .build()
            .expect("a key"),
        bearer: Jwt::hs256(secret.clone())
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .accounts(Users)
            .build()
            .expect("a verifier"),
    };
    let mut validation = Validation::new(jsonwebtoken::Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    validation.validate_nbf = true;
    let by_hand = ByHand {
        keys: HashMap::from([(Sha256::digest(KEY).into(), system)]),
        decoding: DecodingKey::from_secret(secret.expose()),
        validation,
    };
    // The guard alone: `SecuredRouter` also marks answers for caches.
    Router::new()
        .route("/guard/key", axum::routing::get(guarded_by_key))
        .route("/guard/token", axum::routing::get(guarded_by_token))
        .route("/hand/key", axum::routing::get(by_key))
        .route("/hand/token", axum::routing::get(by_token))
        .with_state(App {
            auth: Arc::new(auth),
            by_hand: Arc::new(by_hand),
        })
}

/// A field's value as hyper hands it on: many parts of a request share one buffer.
fn received(text: &str) -> HeaderValue {
    let buffer = Bytes::from(format!("{text}\r\n"));
    HeaderValue::from_maybe_shared(buffer.slice(..text.len())).expect("a value")
}

fn compare(
    group: &mut BenchmarkGroup<'_, WallTime>,
    app: &Router,
    kind: &str,
    header: (&'static str, &str),
    expected: StatusCode,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    for way in ["hand", "guard"] {
        let path = format!("/{way}/{kind}");
        let request = || {
            Request::get(&path)
                .header(header.0, received(header.1))
                .body(Body::empty())
                .expect("a request")
        };
        group.bench_function(way, |bencher| {
            bencher.to_async(&runtime).iter_batched(
                || (app.clone(), request()),
                async |(app, request)| {
                    let response = app.oneshot(request).await.expect("a response");
                    assert_eq!(response.status(), expected);
                },
                criterion::BatchSize::SmallInput,
            );
        });
    }
}

fn guard(criterion: &mut Criterion) {
    let secret = Secret::random().expect("randomness");
    let app = app(&secret);
    let issuer = TestIssuer::hs256(&secret, ISSUER, AUDIENCE, "ann").expect("an issuer");
    let granted = issuer
        .clone()
        .scopes("items:read")
        .token()
        .expect("a token");
    let expired = issuer.expired().expect("a token");
    let bearer = |token: &str| format!("Bearer {token}");
    for (name, kind, header, expected) in [
        (
            "api key",
            "key",
            ("x-api-key", KEY.to_owned()),
            StatusCode::OK,
        ),
        (
            "wrong api key",
            "key",
            ("x-api-key", "wrong".to_owned()),
            StatusCode::UNAUTHORIZED,
        ),
        (
            "HS256 token",
            "token",
            ("authorization", bearer(&granted)),
            StatusCode::OK,
        ),
        (
            "expired HS256 token",
            "token",
            ("authorization", bearer(&expired)),
            StatusCode::UNAUTHORIZED,
        ),
    ] {
        let mut group = criterion.benchmark_group(name);
        compare(&mut group, &app, kind, (header.0, &header.1), expected);
        group.finish();
    }
}

criterion_group!(benches, guard);
criterion_main!(benches);
