//! Where the ready-made verifiers find roles.

use std::sync::Arc;

use axum::{Router, body::Body};
use axum_secured::{
    Accounts, ApiKeys, ClientCertificate, ClientCertificates, Jwt, Passwords, Roles as _,
    ScopeFormat, Secret, SecuredRouter, SecuritySchemes, Verdict, Verified,
    api_keys::Key,
    client_certificates::Certificate,
    passwords::{PasswordHasher, Record},
    routing::get,
    secured,
    testing::{self, TestIssuer},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{Request, request::Builder};
use serde_json::json;
use tests::{DENIED, send};

use crate::Role;

const ISSUER: &str = "https://id.example.com";
const DER: &[u8] = b"stands for a certificate";

fn secret() -> Secret {
    testing::secret(*b"0123456789abcdef0123456789abcdef")
}

#[derive(serde::Deserialize)]
struct Claims {
    sub: String,
}

struct Users;

impl Accounts for Users {
    type Claims = Claims;
    type Principal = ();

    async fn load(&self, claims: Claims) -> Verdict<()> {
        let verified = Verified::new(());
        Verdict::Valid(match claims.sub.as_str() {
            "promoted" => verified.roles(Role::TABLE.granted("editor")),
            "demoted" => verified.roles(Role::TABLE.granted("viewer")),
            _ => verified,
        })
    }
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(oauth2(password(token_url = "/token")), roles = Role)]
    token: Jwt<Users>,
    #[scheme(api_key(header = "k"), roles = Role)]
    key: ApiKeys<()>,
    #[scheme(mutual_tls, roles = Role)]
    certificate: ClientCertificates<()>,
    #[scheme(http(basic), roles = Role)]
    password: Passwords<()>,
}

#[secured(token(roles = "editor"))]
async fn by_token() {}
#[secured(key(roles = "editor"))]
async fn by_key() {}
#[secured(certificate(roles = "editor"))]
async fn by_certificate() {}
#[secured(password(roles = "editor"))]
async fn by_password() {}

async fn app() -> Router {
    let certificate = |der: &[u8]| {
        let shown = ClientCertificate::from_chain([der]).expect("a certificate");
        Certificate::new(shown.thumbprint(), ())
    };
    let hash = PasswordHasher::new();
    let hash = hash.hash("password").await.expect("a hash");
    let auth = Auth {
        token: Jwt::hs256(secret())
            .issuer(ISSUER)
            .audience("items")
            .roles_claim("realm_access.roles", ScopeFormat::Array)
            .accounts(Users)
            .build()
            .expect("a verifier"),
        key: ApiKeys::builder()
            .with(Key::new(testing::secret("key-of-the-editor"), ()).roles("admin"))
            .with(Key::new(testing::secret("key-of-the-viewer"), ()).roles("viewer"))
            .build()
            .expect("keys"),
        certificate: ClientCertificates::builder()
            .with(certificate(DER).roles("editor"))
            .with(certificate(b"another"))
            .build()
            .expect("certificates"),
        password: Passwords::builder()
            .with("ann", Record::new(hash.clone(), ()).roles("viewer editor"))
            .with("bob", Record::new(hash, ()).roles("auditor"))
            .build()
            .expect("users"),
    };
    SecuredRouter::<Arc<Auth>>::new()
        .route("/token", get(by_token))
        .route("/key", get(by_key))
        .route("/certificate", get(by_certificate))
        .route("/password", get(by_password))
        .try_split_for_parts()
        .expect("sound routes")
        .0
        .with_state(Arc::new(auth))
}

async fn check(request: Builder, admitted: bool, case: &str) {
    let request = request.body(Body::empty()).expect("a request");
    let answer = send(&app().await, request).await;
    if admitted {
        answer.assert_admitted("", case);
    } else {
        answer.assert_refused(DENIED, &[], case);
    }
}

#[tokio::test]
async fn a_token_says_roles_where_the_verifier_was_told_unless_the_account_does() {
    let secret = secret();
    let issuer = TestIssuer::hs256(&secret, ISSUER, "items", "ann").expect("an issuer");
    let access = |roles: serde_json::Value| json!({ "roles": roles });
    for (subject, roles, admitted) in [
        ("ann", json!(["editor", "unknown"]), true),
        ("ann", json!(["admin"]), true),
        ("ann", json!(["viewer", "auditor"]), false),
        ("ann", json!("editor"), false),
        ("ann", json!([["editor"]]), false),
        ("promoted", json!(["viewer"]), true),
        ("demoted", json!(["admin"]), false),
    ] {
        let case = format!("{subject} {roles}");
        let issuer = issuer.clone().claim("sub", subject);
        let issuer = issuer.claim("realm_access", access(roles));
        let header = issuer.header().expect("a token");
        check(
            Request::get("/token").header("authorization", header),
            admitted,
            &case,
        )
        .await;
    }
    // The usual claim is not the one that was named.
    let elsewhere = issuer.clone().roles("editor").scopes("editor");
    let header = elsewhere.header().expect("a token");
    check(
        Request::get("/token").header("authorization", header),
        false,
        "elsewhere",
    )
    .await;
}

#[tokio::test]
async fn the_test_issuer_writes_roles_as_an_array() {
    #[derive(SecuritySchemes)]
    struct Own {
        #[scheme(http(bearer), roles = Role)]
        own: Jwt<Users>,
    }
    #[secured(own(roles = "editor auditor"))]
    async fn handler() {}
    let secret = secret();
    let own = Jwt::hs256(secret.clone())
        .issuer(ISSUER)
        .audience("items")
        .roles_claim("roles", ScopeFormat::Array)
        .accounts(Users)
        .build()
        .expect("a verifier");
    let router = SecuredRouter::<Arc<Own>>::new().route("/", get(handler));
    let (router, _) = router.try_split_for_parts().expect("sound routes");
    let app = router.with_state(Arc::new(Own { own }));
    let issuer = TestIssuer::hs256(&secret, ISSUER, "items", "ann").expect("an issuer");
    for (roles, status) in [("auditor  editor", 200), ("auditor", 403), ("", 403)] {
        let header = issuer.clone().roles(roles).header().expect("a token");
        let request = Request::get("/").header("authorization", header);
        let answer = send(&app, request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status, status, "{roles}");
    }
}

#[tokio::test]
async fn a_key_has_the_roles_of_its_line() {
    let with = |key: &str| Request::get("/key").header("k", key);
    check(with("key-of-the-editor"), true, "an admin is an editor").await;
    check(with("key-of-the-viewer"), false, "a viewer is none").await;
}

#[tokio::test]
async fn a_certificate_has_the_roles_it_was_given() {
    let with = |der: &[u8]| {
        let shown = ClientCertificate::from_chain([der]).expect("a certificate");
        Request::get("/certificate").extension(shown)
    };
    check(with(DER), true, "an editor").await;
    check(with(b"another"), false, "nobody in particular").await;
}

#[tokio::test]
async fn a_record_tells_the_roles_of_its_user() {
    let with = |user: &str| {
        let pair = STANDARD.encode(format!("{user}:password"));
        Request::get("/password").header("authorization", format!("Basic {pair}"))
    };
    check(with("ann"), true, "an editor").await;
    check(with("bob"), false, "an auditor").await;
}
