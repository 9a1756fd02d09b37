//! The application: all three endpoints and one guarded path.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    body::Body,
    extract::{FromRef, State},
};
use axum_secured::{
    Admitted, Algorithm, ClaimsOnly, Jwt, Scopes, Secret, SecuredRouter, SecuritySchemes, Source,
    public, routes, secured,
    testing::{self, TestIssuer},
    tokens::{
        Client, Family, FamilyId, IntrospectionAnswer, IntrospectionForm, IntrospectionRequest,
        MemoryStore, Permissive, RefreshTokens, RevocationAnswer, RevocationForm,
        RevocationRequest, Revocations, RevokedDigest, SigningKey, TokenAnswer, TokenDigest,
        TokenEndpoint, TokenEndpointBuilder, TokenError, TokenFault, TokenForm, TokenRequest,
        TokenSigner, TokenStore,
    },
};
use http::Request;
use tests::{Answer, send};
use utoipa::openapi::OpenApi;

use crate::{clients::claims, json, users::Users};

#[derive(Scopes)]
pub(crate) enum Scope {
    /// Read items
    #[scope("items:read")]
    ItemsRead,
    /// Create and change items
    #[scope("items:write", implies(ItemsRead))]
    ItemsWrite,
    /// Everything else
    #[scope("admin")]
    Admin,
}

#[derive(Clone, serde::Deserialize)]
pub(crate) struct Claims {
    #[serde(default)]
    client_id: String,
}

#[derive(SecuritySchemes)]
pub(crate) struct Auth {
    #[scheme(oauth2(password(token_url = "/token")), scopes = Scope)]
    bearer: Jwt<ClaimsOnly<Claims>>,
}

#[derive(Clone, FromRef)]
struct App {
    auth: Arc<Auth>,
    tokens: TokenEndpoint,
}

/// Sign in
#[public("sign-in: whoever calls has no token yet")]
#[utoipa::path(
    post,
    path = "/token",
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "A token", body = TokenAnswer),
        (status = 400, description = "No token, and why", body = TokenFault),
        (status = 401, description = "The client is not authenticated", body = TokenFault),
        (status = 503, description = "Temporarily unavailable", body = TokenFault),
    )
)]
async fn token(
    State(tokens): State<TokenEndpoint>,
    request: TokenRequest,
) -> Result<TokenAnswer, TokenError> {
    tokens.grant(request).await
}

#[public("sign-in for clients that send no grant type")]
#[utoipa::path(
    post,
    path = "/login",
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = TokenAnswer), (status = 400, body = TokenFault))
)]
async fn login(
    State(tokens): State<TokenEndpoint>,
    request: TokenRequest<Permissive>,
) -> Result<TokenAnswer, TokenError> {
    tokens.grant(request).await
}

#[public("the token is the credential")]
#[utoipa::path(
    post,
    path = "/revoke",
    request_body(content = RevocationForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200), (status = 400, body = TokenFault))
)]
async fn revoke(
    State(tokens): State<TokenEndpoint>,
    request: RevocationRequest,
) -> Result<RevocationAnswer, TokenError> {
    tokens.revoke(request).await
}

#[public("clients authenticate in the request")]
#[utoipa::path(
    post,
    path = "/introspect",
    request_body(content = IntrospectionForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = IntrospectionAnswer), (status = 401, body = TokenFault))
)]
async fn introspect(
    State(tokens): State<TokenEndpoint>,
    request: IntrospectionRequest,
) -> Result<IntrospectionAnswer, TokenError> {
    tokens.introspect(request).await
}

#[secured(bearer("items:read"))]
#[utoipa::path(get, path = "/items", responses((status = 200)))]
async fn items(#[principal] who: Admitted<Claims>) -> String {
    let scopes: Vec<_> = who.scopes().collect();
    let subject = who.subject().unwrap_or_default();
    format!("{subject} by {}: {}", who.client_id, scopes.join(" "))
}

/// A store that can be down.
#[derive(Default)]
pub(crate) struct Store {
    kept: MemoryStore,
    is_down: AtomicBool,
    /// Until when what was revoked last is remembered.
    until: Mutex<Option<SystemTime>>,
}

impl Store {
    pub(crate) fn set_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::SeqCst);
    }

    /// Until when what was revoked last is remembered, in seconds since 1970.
    pub(crate) fn until(&self) -> Option<u64> {
        let until = *self.until.lock().expect("no panic meanwhile");
        let since = until?.duration_since(SystemTime::UNIX_EPOCH);
        Some(since.expect("after 1970").as_secs())
    }

    fn check(&self) -> Result<(), Source> {
        if self.is_down.load(Ordering::SeqCst) {
            return Err(Source::new("redis://:hunter2@store"));
        }
        Ok(())
    }
}

impl TokenStore for Store {
    async fn begin(&self, id: FamilyId, family: Family) -> Result<(), Source> {
        self.check()?;
        self.kept.begin(id, family).await
    }

    async fn find(&self, id: FamilyId) -> Result<Option<Family>, Source> {
        self.check()?;
        self.kept.find(id).await
    }

    async fn renew(
        &self,
        id: FamilyId,
        current: TokenDigest,
        next: TokenDigest,
        at: SystemTime,
    ) -> Result<bool, Source> {
        self.check()?;
        self.kept.renew(id, current, next, at).await
    }

    async fn end(&self, id: FamilyId) -> Result<(), Source> {
        self.check()?;
        self.kept.end(id).await
    }

    async fn revoke(&self, revoked: RevokedDigest, until: SystemTime) -> Result<(), Source> {
        self.check()?;
        *self.until.lock().expect("no panic meanwhile") = Some(until);
        self.kept.revoke(revoked, until).await
    }

    async fn is_revoked(&self, any_of: &[RevokedDigest]) -> Result<bool, Source> {
        self.check()?;
        self.kept.is_revoked(any_of).await
    }
}

/// Where tokens come from, and all it depends on.
pub(crate) struct Desk {
    app: Router,
    pub(crate) api: OpenApi,
    pub(crate) users: Users,
    pub(crate) store: Arc<Store>,
    pub(crate) signer: TokenSigner,
    secret: Secret,
    passed: Arc<AtomicU64>,
}

pub(crate) const HERE: &str = "https://items.example.com";
const NOW: u64 = 1_800_000_000;

/// What proves that `reports` is `reports`; form-encoded it looks otherwise.
pub(crate) const REPORTS: &str = "a secret of reports: 100% +";
pub(crate) const BILLING: &str = "what billing alone knows";

pub(crate) const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// The right form of the password grant, by the client without a name.
pub(crate) const JOHN: &str = "grant_type=password&username=johndoe&password=se+cret:%C3%B6";

fn clients(builder: TokenEndpointBuilder<Scope>) -> TokenEndpointBuilder<Scope> {
    let secret = |text: &str| testing::secret(text);
    builder
        .client(
            Client::unnamed()
                .every_scope()
                .password_grant()
                .refresh_tokens(),
        )
        .client(
            Client::public("web")
                .scopes("items:read")
                .password_grant()
                .refresh_tokens(),
        )
        .client(
            Client::confidential("reports", secret(REPORTS))
                .scopes("items:read admin")
                .client_credentials(),
        )
        .client(
            Client::confidential("billing", secret(BILLING))
                .scopes("items:write")
                .password_grant()
                .introspection(),
        )
}

fn clock(passed: &Arc<AtomicU64>) -> impl Fn() -> SystemTime + Send + Sync + use<> {
    let passed = Arc::clone(passed);
    move || SystemTime::UNIX_EPOCH + Duration::from_secs(passed.load(Ordering::SeqCst))
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::with(clients)
    }

    /// With other clients, or another deadline.
    pub(crate) fn with(
        configure: impl FnOnce(TokenEndpointBuilder<Scope>) -> TokenEndpointBuilder<Scope>,
    ) -> Self {
        let passed = Arc::new(AtomicU64::new(NOW));
        let clock = || clock(&passed);
        let secret = Secret::random().expect("randomness");
        let key = SigningKey::secret(Algorithm::Hs256, &secret, "1").expect("a key");
        let signer = TokenSigner::new(key).issuer(HERE).audience(HERE);
        let signer = signer.clock(clock()).build().expect("a signer");
        let store = Arc::new(Store::default());
        let revocations = Revocations::new(Arc::clone(&store)).within(Duration::ZERO);
        let revocations = revocations.build().expect("revocations");
        let refresh = RefreshTokens::new(Arc::clone(&store))
            .revocations(&revocations)
            .clock(clock())
            .build()
            .expect("refresh tokens");
        let users = Users::new();
        let tokens = TokenEndpoint::builder::<Scope>(&signer, users.clone())
            .refresh_tokens(refresh)
            .revocations(&revocations)
            .clock(clock());
        let tokens = configure(tokens).build().expect("an endpoint");
        let bearer = Jwt::signed_by(&signer)
            .revocations(&revocations)
            .clock(clock())
            .claims_only()
            .build()
            .expect("a verifier");
        let (router, api) = SecuredRouter::new()
            .routes(routes!(token))
            .routes(routes!(login))
            .routes(routes!(revoke))
            .routes(routes!(introspect))
            .routes(routes!(items))
            .split_for_parts();
        let auth = Arc::new(Auth { bearer });
        Self {
            app: router.with_state(App { auth, tokens }),
            api,
            users,
            store,
            signer,
            secret,
            passed,
        }
    }

    /// The same claims as `token` has, signed with the same key and typed otherwise.
    pub(crate) fn retyped(&self, token: &str, header: &str) -> String {
        let issuer = TestIssuer::hs256(&self.secret, HERE, HERE, "user-1");
        let signed = issuer.and_then(|issuer| issuer.signed(header, &claims(token)));
        signed.expect("a token")
    }

    /// Refresh tokens of the same store.
    pub(crate) fn refresh_tokens(&self) -> RefreshTokens<Arc<Store>> {
        let tokens = RefreshTokens::new(Arc::clone(&self.store));
        tokens.clock(self.clock()).build().expect("refresh tokens")
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.passed.fetch_add(time.as_secs(), Ordering::SeqCst);
    }

    /// An answer of an endpoint, which nobody may keep, whatever it says (T2).
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let answer = send(&self.app, request).await;
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("pragma"), Some("no-cache"));
        answer
    }

    pub(crate) async fn post(
        &self,
        path: &str,
        lines: &[(&str, &str)],
        form: impl Into<Body>,
    ) -> Answer {
        let request = lines
            .iter()
            .fold(Request::post(path), |request, (name, value)| {
                request.header(*name, *value)
            });
        self.send(request.body(form.into()).expect("a request"))
            .await
    }

    pub(crate) async fn token(&self, form: &str) -> Answer {
        self.post("/token", &[FORM], form.to_owned()).await
    }

    pub(crate) async fn token_as(&self, authorization: &str, form: &str) -> Answer {
        let lines = [FORM, ("Authorization", authorization)];
        self.post("/token", &lines, form.to_owned()).await
    }

    pub(crate) async fn revoke(&self, form: &str) -> Answer {
        self.post("/revoke", &[FORM], form.to_owned()).await
    }

    /// What `billing` is told of a token.
    pub(crate) async fn introspect(&self, token: &str) -> Answer {
        let lines = [FORM, ("Authorization", &basic("billing", BILLING))];
        self.post("/introspect", &lines, format!("token={token}"))
            .await
    }

    /// What the guarded path says to a token.
    pub(crate) async fn items(&self, token: &str) -> Answer {
        let request = Request::get("/items").header("Authorization", format!("Bearer {token}"));
        let request = request.body(Body::empty()).expect("a request");
        send(&self.app, request).await
    }

    /// For a server.
    pub(crate) fn app(&self) -> Router {
        self.app.clone()
    }

    /// The time here.
    pub(crate) fn clock(&self) -> impl Fn() -> SystemTime + Send + Sync + use<> {
        clock(&self.passed)
    }
}

/// The access token in an answer, and its refresh token.
#[track_caller]
pub(crate) fn token_of(answer: &Answer) -> (String, Option<String>) {
    assert_eq!(answer.status, 200, "{answer:?}");
    let body = json(answer);
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    (
        text("access_token").expect("a token"),
        text("refresh_token"),
    )
}

/// `Authorization: Basic`, with both parts form-encoded.
pub(crate) fn basic(id: &str, secret: &str) -> String {
    raw_basic(&format!("{}:{}", encoded(id), encoded(secret)))
}

pub(crate) fn raw_basic(text: &str) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    format!("Basic {}", STANDARD.encode(text))
}

/// As a form holds it.
pub(crate) fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut all, byte| {
        match byte {
            b' ' => all.push('+'),
            byte if byte.is_ascii_alphanumeric() => all.push(char::from(byte)),
            byte => write!(all, "%{byte:02X}").expect("memory"),
        }
        all
    })
}
