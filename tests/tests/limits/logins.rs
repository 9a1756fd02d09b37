//! Failed attempts at passwords: counted before one is hashed, whoever is asked for.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use axum::{Router, body::Body, extract::FromRef, extract::State};
use axum_secured::{
    Algorithm, Limits, PasswordStore, Passwords, Scopes, Secret, SecuredRouter, SecuritySchemes,
    Source, Verdict,
    limits::{Attempts, TrustedProxies},
    passwords::{Record, hash_password},
    public, routes, secured,
    tokens::{
        Client, Owner, ResourceOwners, SigningKey, TokenAnswer, TokenEndpoint, TokenError,
        TokenRequest, TokenSigner,
    },
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderValue, Request};
use tests::{Answer, INVALID, Journal, THROTTLED, send};
use tokio::{
    task::JoinSet,
    time::{Duration, advance},
};

use crate::from;

const RIGHT: &str = "correct horse battery";

/// `ann`, who has a password; `gone`, who may not enter; and a store that may be down.
#[derive(Clone)]
struct Store {
    hash: String,
    found: Arc<AtomicUsize>,
}

impl PasswordStore for Store {
    type Principal = String;

    async fn find(&self, username: &str) -> Result<Option<Record<String>>, Source> {
        self.found.fetch_add(1, Relaxed);
        let record = Record::new(self.hash.clone(), username.to_owned());
        match username {
            "ann" => Ok(Some(record)),
            "gone" => Ok(Some(record.denied("disabled"))),
            "down" => Err(Source::new("down")),
            "hangs" => std::future::pending().await,
            _ => Ok(None),
        }
    }
}

impl ResourceOwners for Store {
    async fn sign_in(&self, username: &str, password: &str) -> Verdict<Owner> {
        self.found.fetch_add(1, Relaxed);
        match (username, password) {
            ("ann", RIGHT) => Verdict::valid(Owner::new("ann")),
            ("gone", RIGHT) => Verdict::Denied("disabled"),
            ("down", _) => Verdict::unavailable("down"),
            ("hangs", _) => std::future::pending().await,
            _ => Verdict::Invalid,
        }
    }

    async fn find(&self, _: &str) -> Verdict<Owner> {
        Verdict::Invalid
    }
}

#[derive(Scopes)]
enum Scope {
    #[scope("read")]
    Read,
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(http(basic))]
    basic: Passwords<String, Store>,
}

#[derive(Clone, FromRef)]
struct App {
    auth: Arc<Auth>,
    tokens: TokenEndpoint,
}

#[secured(basic)]
#[utoipa::path(get, path = "/me", responses((status = 200)))]
async fn me(#[principal] who: String) -> String {
    who
}

#[public("sign-in")]
async fn token(
    State(tokens): State<TokenEndpoint>,
    request: TokenRequest,
) -> Result<TokenAnswer, TokenError> {
    tokens.grant(request).await
}

struct Logins {
    app: Router,
    found: Arc<AtomicUsize>,
}

impl Logins {
    fn new(attempts: &Attempts) -> Self {
        let store = Store {
            hash: hash_password(RIGHT).expect("a hash"),
            found: Arc::default(),
        };
        let found = Arc::clone(&store.found);
        let secret = Secret::random().expect("randomness");
        let key = SigningKey::secret(Algorithm::Hs256, &secret, "1").expect("a key");
        let signer = TokenSigner::new(key)
            .issuer("https://issuer.example")
            .audience("https://api.example")
            .build();
        let tokens = TokenEndpoint::builder::<Scope>(&signer.expect("a signer"), store.clone())
            .client(Client::unnamed().every_scope().password_grant())
            .attempts(attempts.clone())
            .build();
        let state = App {
            auth: Arc::new(Auth {
                basic: Passwords::from_store(store).attempts(attempts.clone()),
            }),
            tokens: tokens.expect("an endpoint"),
        };
        let proxies = TrustedProxies::x_forwarded_for(["10.0.0.0/8"]).expect("a network");
        let limits = Limits::builder().trusted_proxies(proxies).build();
        let router = SecuredRouter::new()
            .routes(routes!(me))
            .route("/token", axum_secured::routing::post(token))
            .limits(limits.expect("limits"));
        Self {
            app: router.try_into_router().expect("routes").with_state(state),
            found,
        }
    }

    async fn basic(&self, peer: &str, name: &str, password: &str) -> Answer {
        send(&self.app, basic(peer, name, password)).await
    }

    /// At the token endpoint.
    async fn sign_in(&self, peer: &str, name: &str, password: &str) -> Answer {
        let mut request = from(peer, "POST", "/token");
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert("content-type", kind);
        let form = format!("grant_type=password&username={name}&password={password}");
        *request.body_mut() = Body::from(form);
        send(&self.app, request).await
    }

    /// How often the store was asked since this was asked last.
    fn found(&self) -> usize {
        self.found.swap(0, Relaxed)
    }
}

fn basic(peer: &str, name: &str, password: &str) -> Request<Body> {
    let mut request = from(peer, "GET", "/me");
    let value = format!("Basic {}", STANDARD.encode(format!("{name}:{password}")));
    let value = value.parse().expect("a value");
    request.headers_mut().insert("authorization", value);
    request
}

const CHALLENGE: &str = r#"Basic realm="api", charset="UTF-8""#;

fn host(number: usize) -> String {
    format!("198.51.100.{number}:1")
}

#[tokio::test(start_paused = true)]
async fn an_address_that_fails_too_often_is_held_off_before_anybody_is_asked() {
    let attempts = Attempts::builder().per_address(2, Duration::from_secs(3600));
    let logins = Logins::new(&attempts.build().expect("attempts"));
    for name in ["ann", "nobody"] {
        let answer = logins.basic("192.0.2.1:1", name, "wrong").await;
        answer.assert_refused(INVALID, &[CHALLENGE], name);
    }
    assert_eq!(logins.found(), 2);
    for (name, password) in [("ann", "wrong"), ("ann", RIGHT), ("nobody", "wrong")] {
        let answer = logins.basic("192.0.2.1:2", name, password).await;
        answer.assert_refused(THROTTLED, &[], name);
        assert_eq!(answer.header("retry-after"), Some("1800"));
    }
    assert_eq!(logins.found(), 0, "and nothing was hashed");
    let elsewhere = logins.basic("192.0.2.2:1", "ann", RIGHT).await;
    elsewhere.assert_admitted("ann", "from elsewhere");
    advance(Duration::from_secs(1800)).await;
    let later = logins.basic("192.0.2.1:1", "ann", RIGHT).await;
    later.assert_admitted("ann", "after the wait");
}

#[tokio::test(start_paused = true)]
async fn existing_and_unknown_names_are_held_off_alike() {
    let mut seen = Vec::new();
    for name in ["ann", "gone", "nobody"] {
        let logins = Logins::new(&Attempts::new());
        let mut answers = Vec::new();
        for number in 0..8 {
            let answer = logins.basic(&host(number), name, "wrong").await;
            let wait = answer.header("retry-after").map(str::to_owned);
            answers.push((answer.status, wait));
        }
        assert_eq!(logins.found(), 6, "{name}");
        seen.push(answers);
    }
    let wait = Some("1".to_owned());
    assert_eq!(
        seen[0][5..],
        [(401, None), (429, wait.clone()), (429, wait)]
    );
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
}

#[tokio::test(start_paused = true)]
async fn nobody_locks_another_out() {
    let logins = Logins::new(&Attempts::new());
    let home = "[2001:db8:1:2::3]:1";
    logins
        .basic(home, "ann", RIGHT)
        .await
        .assert_admitted("ann", "before");
    for number in 0..8 {
        logins.basic(&host(number), "ann", "wrong").await;
    }
    let attacker = logins.basic(&host(8), "ann", "wrong").await;
    attacker.assert_refused(THROTTLED, &[], "the attack goes on");
    let again = logins.basic("[2001:db8:1:2:ffff::9]:1", "ann", RIGHT).await;
    again.assert_admitted("ann", "at home nobody waits");
    let still = logins.basic(&host(9), "ann", "wrong").await;
    still.assert_refused(THROTTLED, &[], "and the attacker waits on");
    advance(Duration::from_secs(60)).await;
    let abroad = logins.basic("203.0.113.7:1", "ann", RIGHT).await;
    abroad.assert_admitted("ann", "elsewhere after a minute at most");
}

#[tokio::test(start_paused = true)]
async fn many_attempts_at_once_are_no_way_around() {
    let logins = Logins::new(&Attempts::new());
    let mut asked = JoinSet::new();
    for number in 0..100 {
        let app = logins.app.clone();
        let request = basic(&host(number), "ann", "wrong");
        asked.spawn(async move { send(&app, request).await.status });
    }
    let statuses = asked.join_all().await;
    let refused = statuses.iter().filter(|status| **status == 429).count();
    assert_eq!((refused, logins.found()), (94, 6));
}

#[tokio::test(start_paused = true)]
async fn an_outage_and_a_success_are_no_failures() {
    let attempts = Attempts::builder().per_address(2, Duration::from_secs(3600));
    let logins = Logins::new(&attempts.build().expect("attempts"));
    for _ in 0..10 {
        for name in ["down", "hangs"] {
            assert_eq!(logins.basic("192.0.2.1:1", name, "any").await.status, 503);
            assert_eq!(logins.sign_in("192.0.2.1:1", name, "any").await.status, 503);
        }
        assert_eq!(
            logins.sign_in("192.0.2.1:1", "ann", RIGHT).await.status,
            200
        );
    }
    assert_eq!(logins.basic("192.0.2.1:1", "ann", RIGHT).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_forged_address_is_no_way_around() {
    let attempts = Attempts::builder().per_address(1, Duration::from_secs(3600));
    let logins = Logins::new(&attempts.build().expect("attempts"));
    assert_eq!(
        logins.basic("192.0.2.1:1", "ann", "wrong").await.status,
        401
    );
    for forged in ["203.0.113.1", "10.0.0.1"] {
        let mut request = basic("192.0.2.1:1", "ann", "wrong");
        let value = forged.parse().expect("a value");
        request.headers_mut().insert("x-forwarded-for", value);
        assert_eq!(send(&logins.app, request).await.status, 429, "{forged}");
    }
    let mut request = basic("10.0.0.1:1", "ann", "wrong");
    let value = HeaderValue::from_static("192.0.2.1");
    request.headers_mut().insert("x-forwarded-for", value);
    assert_eq!(
        send(&logins.app, request).await.status,
        429,
        "through a proxy"
    );
}

#[tokio::test(start_paused = true)]
async fn the_token_endpoint_counts_with_the_scheme() {
    let attempts = Attempts::builder().per_address(3, Duration::from_secs(3600));
    let logins = Logins::new(&attempts.build().expect("attempts"));
    let mut told = Vec::new();
    for (name, password) in [("ann", "wrong"), ("gone", RIGHT), ("nobody", "wrong")] {
        let answer = logins.sign_in("192.0.2.1:1", name, password).await;
        told.push((answer.status, answer.body));
    }
    told.dedup();
    assert_eq!(told.len(), 1, "told alike and counted alike: {told:?}");
    assert_eq!(logins.found(), 3);
    let answer = logins.sign_in("192.0.2.1:1", "ann", RIGHT).await;
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (429, Some("1200"))
    );
    assert_eq!(
        answer.body,
        r#"{"error":"temporarily_unavailable","error_description":"There were too many attempts; try again later."}"#
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let answer = logins.basic("192.0.2.1:1", "ann", RIGHT).await;
    answer.assert_refused(THROTTLED, &[], "the scheme knows");
    assert_eq!(logins.found(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_tells_the_log_neither_name_nor_password_nor_address() {
    let attempts = Attempts::builder().per_address(1, Duration::from_secs(3600));
    let logins = Logins::new(&attempts.build().expect("attempts"));
    logins.basic("192.0.2.1:1", "ann", "wrong").await;
    Journal::open();
    logins.basic("192.0.2.1:1", "ann", "wrong").await;
    let lines = Journal::lines();
    let [line] = lines.as_slice() else {
        panic!("one line: {lines:?}");
    };
    for part in ["status=429", "code=\"throttled\"", "scheme=\"basic\""] {
        assert!(line.contains(part), "{part}: {line}");
    }
    for secret in ["ann", "wrong", "192.0"] {
        assert!(!line.contains(secret), "{line}");
    }
}
