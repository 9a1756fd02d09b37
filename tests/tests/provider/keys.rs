//! Key sets, over a real connection.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{Router, body::Body, extract::State, routing::get};
use axum_secured::{
    Algorithm, ClaimsOnly, Issuer, Jwt, JwtBuilder, SecuredRouter, SecuritySchemes, routing,
    secured, testing::TestIssuer,
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use http::{HeaderValue, Request, header};
use tests::{INVALID, UNAVAILABLE, send};

use crate::server::{Provider, USELESS};

/// The key of RFC 8037, appendix A.
const PRIVATE: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
const PUBLIC: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

const AUDIENCE: &str = "items";
const CHALLENGE: &str = r#"Bearer realm="api""#;
const WRONG: &str = r#"Bearer realm="api", error="invalid_token""#;

#[derive(serde::Deserialize)]
struct Claims {
    sub: String,
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(open_id_connect(url = "https://id.example.com/.well-known/openid-configuration"))]
    bearer: Jwt<ClaimsOnly<Claims>>,
}

#[secured(bearer)]
async fn who(#[principal] claims: Claims) -> String {
    claims.sub
}

fn app(jwt: JwtBuilder<()>) -> Router {
    let bearer = jwt.claims_only().build().expect("a verifier");
    let (router, _) = SecuredRouter::new()
        .route("/", routing::get(who))
        .split_for_parts();
    router.with_state(Arc::new(Auth { bearer }))
}

fn private_key() -> String {
    // PKCS #8 (RFC 8410, section 7).
    let mut der = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20".to_vec();
    der.extend(URL_SAFE_NO_PAD.decode(PRIVATE).expect("base64url"));
    let text = STANDARD.encode(der);
    format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")
}

fn set(kid: &str) -> String {
    format!(r#"{{"keys":[{{"kty":"OKP","crv":"Ed25519","x":"{PUBLIC}","kid":"{kid}"}}]}}"#)
}

fn issuer(name: &str) -> TestIssuer {
    TestIssuer::pem(Algorithm::EdDsa, private_key(), name, AUDIENCE, "ann")
        .expect("an issuer")
        .key_id("one")
}

fn asks(header: HeaderValue) -> Request<Body> {
    let request = Request::get("/").header(header::AUTHORIZATION, header);
    request.body(Body::empty()).expect("a request")
}

fn bearer(token: &str) -> HeaderValue {
    HeaderValue::try_from(format!("Bearer {token}")).expect("a value")
}

#[derive(Clone)]
struct Published(Arc<AtomicUsize>);

async fn good(State(Published(asked)): State<Published>) -> String {
    asked.fetch_add(1, Ordering::SeqCst);
    set("one")
}

async fn publishing() -> (Provider, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let router = Router::new()
        .route("/good", get(good))
        .with_state(Published(Arc::clone(&asked)));
    (Provider::new(router).await, asked)
}

#[tokio::test]
async fn keys_from_a_url_verify_tokens() {
    let (provider, asked) = publishing().await;
    let name = "https://id.example.com";
    let app = app(Jwt::jwks(provider.url("/good"))
        .issuer(name)
        .audience(AUDIENCE));
    let issuer = issuer(name);
    for _ in 0..3 {
        let answer = send(&app, asks(issuer.header().expect("a token"))).await;
        answer.assert_admitted("ann", "a good token");
    }
    for (token, case) in [
        (issuer.forged().expect("a token"), "forged"),
        (issuer.expired().expect("a token"), "expired"),
        (issuer.unsigned(), "unsigned"),
        (
            issuer.clone().key_id("two").token().expect("a token"),
            "of an unknown key",
        ),
    ] {
        send(&app, asks(bearer(&token)))
            .await
            .assert_refused(INVALID, &[WRONG], case);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_provider_is_discovered() {
    let metadata = Arc::new(std::sync::OnceLock::new());
    let served = Arc::clone(&metadata);
    let provider = Provider::new(
        Router::new()
            .route("/good", get(|| async { set("one") }))
            .route(
                "/.well-known/openid-configuration",
                get(move || async move { served.get().cloned().unwrap_or_default() }),
            ),
    )
    .await;
    let name = provider.url("");
    let keys = provider.url("/good");
    metadata
        .set(format!(
            r#"{{"issuer":"{name}","jwks_uri":"{keys}","more":[1]}}"#
        ))
        .expect("once");
    let verifier = Jwt::discover(&name)
        .audience(AUDIENCE)
        .claims_only::<Claims>();
    let verifier = verifier.build().expect("a verifier");
    verifier.fetch_keys().await.expect("keys");
    let answer = app(Jwt::discover(&name).audience(AUDIENCE));
    let token = issuer(&name).header().expect("a token");
    send(&answer, asks(token))
        .await
        .assert_admitted("ann", "discovered");
    // With a slash behind it is another issuer.
    let slashed = provider.url("/");
    let other = app(Jwt::discover(&slashed).audience(AUDIENCE));
    let token = issuer(&slashed).header().expect("a token");
    let answer = send(&other, asks(token)).await;
    answer.assert_refused(UNAVAILABLE, &[], "metadata of another issuer");
}

#[tokio::test]
async fn several_issuers_keep_their_keys_apart() {
    let (one, _) = publishing().await;
    let other = Provider::new(Router::new().route("/good", get(|| async { set("two") }))).await;
    let app = app(Jwt::issuers([
        Issuer::jwks("https://one.example.com", one.url("/good")).audience(AUDIENCE),
        Issuer::jwks("https://two.example.com", other.url("/good")).audience(AUDIENCE),
    ]));
    let ask = |name: &str, kid: &str| {
        let token = issuer(name).key_id(kid).header().expect("a token");
        let app = app.clone();
        async move { send(&app, asks(token)).await }
    };
    ask("https://one.example.com", "one")
        .await
        .assert_admitted("ann", "the first");
    ask("https://two.example.com", "two")
        .await
        .assert_admitted("ann", "the second");
    for (name, kid) in [
        ("https://one.example.com", "two"),
        ("https://two.example.com", "one"),
        ("https://three.example.com", "one"),
    ] {
        ask(name, kid).await.assert_refused(INVALID, &[WRONG], name);
    }
}

#[tokio::test]
async fn a_useless_answer_is_nobodys_fault_but_the_providers() {
    let (provider, asked) = publishing().await;
    let name = "https://id.example.com";
    for path in USELESS {
        let builder = || {
            Jwt::jwks(provider.url(path))
                .issuer(name)
                .audience(AUDIENCE)
        };
        let app = app(builder());
        for _ in 0..2 {
            let token = issuer(name).header().expect("a token");
            send(&app, asks(token))
                .await
                .assert_refused(UNAVAILABLE, &[], path);
        }
        // What needs no key to be refused is.
        let unsigned = send(&app, asks(bearer(&issuer(name).unsigned()))).await;
        unsigned.assert_refused(INVALID, &[WRONG], path);
        let nothing = Request::get("/").body(Body::empty()).expect("a request");
        let nothing = send(&app, nothing).await;
        assert_eq!(
            (nothing.status, nothing.challenges),
            (401, vec![CHALLENGE.to_owned()])
        );
        let verifier = builder()
            .claims_only::<Claims>()
            .build()
            .expect("a verifier");
        let error = verifier.fetch_keys().await.expect_err(path).to_string();
        assert!(
            error.contains(path) && error.contains("cannot be fetched"),
            "{error}"
        );
    }
    assert_eq!(
        asked.load(Ordering::SeqCst),
        0,
        "redirects are not followed"
    );
}

#[tokio::test]
async fn a_provider_that_is_not_there_or_never_answers_makes_it_unavailable() {
    let (provider, _) = publishing().await;
    let name = "https://id.example.com";
    let app_for = |url: String| app(Jwt::jwks(url).issuer(name).audience(AUDIENCE));
    let slow = app_for(provider.url("/slow"));
    let gone = {
        let (gone, _) = publishing().await;
        let app = app_for(gone.url("/good"));
        gone.stop().await;
        app
    };
    let token = || issuer(name).header().expect("a token");
    let (slow, gone) = tokio::join!(send(&slow, asks(token())), send(&gone, asks(token())));
    slow.assert_refused(UNAVAILABLE, &[], "slow");
    gone.assert_refused(UNAVAILABLE, &[], "gone");
}
