//! Who says which tenant a caller is of: the key, the token, the account, the password's record, the
//! certificate.

use std::sync::Arc;

use axum::Router;
use axum_secured::{
    Accounts, ClientCertificate, ClientCertificates, Introspection, Jwt, Passwords, Secret,
    SecuredRouter, SecuritySchemes, Tenant, TenantIn, Verdict, Verified,
    client_certificates::Certificate,
    passwords::{PasswordHasher, Record},
    routing::get,
    secured,
    testing::{TestIssuer, TestLogin, TestTokens},
};
use http::request::Builder;
use serde_json::json;
use tests::{HIDDEN, INVALID, Refused};

use crate::{ACME, AUDIENCE, BOLT, ISSUER, SECRET, request, send};

const DER: &[u8] = b"stands for a certificate";
const PASSWORD: &str = "correct horse battery staple";

#[derive(serde::Deserialize)]
struct Claims {
    sub: String,
}

/// Accounts named `of <tenant>` are of that tenant; the others do not say.
struct Users;

impl Accounts for Users {
    type Claims = Claims;
    type Principal = ();

    async fn load(&self, claims: Claims) -> Verdict<()> {
        Verdict::Valid(match claims.sub.strip_prefix("of ") {
            Some(tenant) => Verified::new(()).tenant(tenant),
            None => Verified::new(()),
        })
    }
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(http(bearer))]
    token: Jwt<Users>,
    #[scheme(http(bearer))]
    asked_about: Introspection<Users>,
    #[scheme(http(basic))]
    password: Passwords<()>,
    #[scheme(mutual_tls)]
    certificate: ClientCertificates<()>,
}

#[secured(token)]
async fn by_token(tenant: Tenant) -> String {
    tenant.to_string()
}

#[secured(asked_about)]
async fn by_answer(tenant: Tenant) -> String {
    tenant.to_string()
}

#[secured(password)]
async fn by_password(tenant: Tenant) -> String {
    tenant.to_string()
}

#[secured(certificate)]
async fn by_certificate(tenant: Tenant) -> String {
    tenant.to_string()
}

async fn app(tokens: &TestTokens) -> Router {
    let secret = || Secret::from_bytes(SECRET);
    let hash = PasswordHasher::new().hash(PASSWORD).await.expect("a hash");
    let shown = |der: &[u8]| ClientCertificate::from_chain([der]).expect("a certificate");
    let auth = Auth {
        token: Jwt::hs256(secret())
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .tenant_claim("tenant")
            .accounts(Users)
            .build()
            .expect("a verifier"),
        asked_about: Introspection::at("https://id.example.com/introspect")
            .client("us", secret())
            .audience(AUDIENCE)
            .tenant_claim("organization.id")
            .accounts(Users)
            .build_for_tests(tokens)
            .expect("a verifier"),
        password: Passwords::builder()
            .with("ann", Record::new(hash.clone(), ()).tenant(ACME))
            .with("bob", Record::new(hash, ()))
            .build()
            .expect("users"),
        certificate: ClientCertificates::builder()
            .with(Certificate::new(shown(DER).thumbprint(), ()).tenant(ACME))
            .with(Certificate::new(shown(b"another").thumbprint(), ()))
            .build()
            .expect("certificates"),
    };
    SecuredRouter::<Arc<Auth>>::new()
        .route("/{tenant}/token", get(by_token))
        .route("/{tenant}/answer", get(by_answer))
        .route("/{tenant}/password", get(by_password))
        .route("/{tenant}/certificate", get(by_certificate))
        .tenant(TenantIn::path("tenant"))
        .try_split_for_parts()
        .expect("sound routes")
        .0
        .with_state(Arc::new(auth))
}

/// What somebody of `tenant` is answered everywhere; `None` for nobody's.
async fn check(app: &Router, path: &str, with: impl Fn(Builder) -> Builder, tenant: Option<&str>) {
    for asked in [ACME, BOLT] {
        let path = format!("/{asked}/{path}");
        let answer = send(app, with(request("GET", &path))).await;
        if tenant == Some(asked) {
            answer.assert_admitted(asked, &path);
        } else {
            answer.assert_refused(HIDDEN, &[], &path);
        }
    }
}

const INVALID_TOKEN: &str = r#"Bearer realm="api", error="invalid_token""#;

async fn check_invalid(
    app: &Router,
    path: &str,
    with: impl Fn(Builder) -> Builder,
    refused: Refused,
) {
    for asked in [ACME, BOLT] {
        let path = format!("/{asked}/{path}");
        let answer = send(app, with(request("GET", &path))).await;
        answer.assert_refused(refused, &[INVALID_TOKEN], &path);
    }
}

/// The account has the last word, and a token of another tenant is not its token.
#[tokio::test]
async fn account_and_token_agree_on_a_tenant() {
    let tokens = TestTokens::new();
    let app = app(&tokens).await;
    let issuer = TestIssuer::hs256(&Secret::from_bytes(SECRET), ISSUER, AUDIENCE, "ann");
    let issuer = issuer.expect("an issuer");
    for (account, claimed, expected) in [
        ("ann", json!(ACME), Ok(Some(ACME))),
        ("ann", json!(BOLT), Ok(Some(BOLT))),
        ("ann", json!(null), Ok(None)),
        ("of acme", json!(null), Ok(Some(ACME))),
        ("of acme", json!(ACME), Ok(Some(ACME))),
        ("of acme", json!(BOLT), Err(())),
        ("of acme", json!("ACME"), Err(())),
        ("of bolt", json!(ACME), Err(())),
        // Written otherwise a claim says nothing.
        ("ann", json!([ACME]), Ok(None)),
        ("ann", json!({ "acme": ACME }), Ok(None)),
        ("ann", json!(""), Ok(None)),
        ("ann", json!(true), Ok(None)),
        ("of acme", json!([BOLT]), Ok(Some(ACME))),
    ] {
        let token = issuer
            .clone()
            .claim("sub", account)
            .claim("tenant", claimed.clone());
        let header = token.header().expect("a token");
        let with_token = |request: Builder| request.header("authorization", header.clone());
        let mut answer = json!({ "sub": account, "aud": AUDIENCE });
        if !claimed.is_null() {
            answer["organization"] = json!({ "name": "bolt", "id": claimed });
        }
        let opaque = format!("Bearer {}", tokens.issue(answer).expect("a token"));
        let with_opaque = |request: Builder| request.header("authorization", &opaque);
        let Ok(tenant) = expected else {
            check_invalid(&app, "token", with_token, INVALID).await;
            check_invalid(&app, "answer", with_opaque, INVALID).await;
            continue;
        };
        check(&app, "token", with_token, tenant).await;
        check(&app, "answer", with_opaque, tenant).await;
    }
}

#[tokio::test]
async fn a_claim_elsewhere_says_nothing() {
    let tokens = TestTokens::new();
    let app = app(&tokens).await;
    for organization in [
        json!({ "tenant": ACME }),
        json!(ACME),
        json!([{ "id": ACME }]),
    ] {
        let said =
            json!({ "sub": "ann", "aud": AUDIENCE, "tenant": ACME, "organization": organization });
        let opaque = format!("Bearer {}", tokens.issue(said).expect("a token"));
        check(
            &app,
            "answer",
            |request| request.header("authorization", &opaque),
            None,
        )
        .await;
    }
}

#[tokio::test]
async fn a_record_tells_the_tenant_of_its_user() {
    let app = app(&TestTokens::new()).await;
    for (user, tenant) in [("ann", Some(ACME)), ("bob", None)] {
        let login = TestLogin::of(user, PASSWORD).valid();
        check(
            &app,
            "password",
            |request| request.header("authorization", login.clone()),
            tenant,
        )
        .await;
    }
}

#[tokio::test]
async fn a_certificate_has_the_tenant_it_was_given() {
    let app = app(&TestTokens::new()).await;
    for (der, tenant) in [(DER, Some(ACME)), (b"another", None)] {
        let shown = ClientCertificate::from_chain([der]).expect("a certificate");
        check(
            &app,
            "certificate",
            |request| request.extension(shown.clone()),
            tenant,
        )
        .await;
    }
}
