//! Accounts behind signed tokens: they have the last word.
#![allow(missing_docs, clippy::unused_async)]

use std::sync::Arc;

use axum::body::Body;
use axum_secured::{
    Accounts, Admitted, Algorithm, Jwt, JwtBuilder, KeySet, Scopes, Secret, SecuredRouter,
    SecuritySchemes, Verdict, routes, secured,
    testing::{self, TestIssuer},
};
use http::Request;
use tests::{Answer, DENIED, INVALID, UNAVAILABLE, send};

const ISSUER: &str = "https://id.example.com";
const AUDIENCE: &str = "https://items.example.com";

#[derive(Scopes)]
enum Scope {
    /// Read
    #[scope("read")]
    Read,
}

struct Users;

#[derive(serde::Deserialize)]
struct Claims {
    sub: String,
}

impl Accounts for Users {
    type Claims = Claims;
    type Principal = String;
    async fn load(&self, claims: Claims) -> Verdict<String> {
        match claims.sub.as_str() {
            "gone" => Verdict::Invalid,
            "disabled" => Verdict::Denied("disabled"),
            "down" => Verdict::unavailable("postgres://user:hunter2@db"),
            _ => Verdict::valid(claims.sub),
        }
    }
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(http(bearer), scopes = Scope)]
    bearer: Jwt<Users>,
}

#[secured(bearer("read"))]
#[utoipa::path(get, path = "/", responses((status = 200)))]
async fn read(#[principal] who: Admitted<String>) -> String {
    let scopes: Vec<_> = who.scopes().collect();
    format!("{} {:?} {}", *who, who.subject(), scopes.join(" "))
}

const WRONG: &str = r#"Bearer realm="api", scope="read", error="invalid_token""#;

fn secret() -> Secret {
    testing::secret("0123456789abcdef0123456789abcdef")
}

fn issuer() -> TestIssuer {
    let issuer = TestIssuer::hs256(&secret(), ISSUER, AUDIENCE, "ann");
    issuer.expect("an issuer").scopes("read other")
}

async fn answer(token: &str) -> Answer {
    answer_of(Jwt::hs256(secret()), token).await
}

async fn answer_of(keys: JwtBuilder<()>, token: &str) -> Answer {
    let bearer = keys
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .accounts(Users)
        .build()
        .expect("a verifier");
    let (router, _) = SecuredRouter::new().routes(routes!(read)).split_for_parts();
    let app = router.with_state(Arc::new(Auth { bearer }));
    let request = Request::get("/").header("authorization", format!("Bearer {token}"));
    send(&app, request.body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn accounts_have_the_last_word() {
    let of = |subject| issuer().claim("sub", subject).token().expect("a token");
    answer(&of("ann"))
        .await
        .assert_admitted("ann Some(\"ann\") read", "known");
    answer(&of("gone"))
        .await
        .assert_refused(INVALID, &[WRONG], "gone");
    answer(&of("disabled"))
        .await
        .assert_refused(DENIED, &[], "disabled");
    answer(&of("down"))
        .await
        .assert_refused(UNAVAILABLE, &[], "the store is down");
}

#[tokio::test]
async fn test_tokens_are_refused_for_what_they_are() {
    // By the machine's own clock, as an application would use them.
    let issuer = issuer();
    for (case, token) in [
        ("expired", issuer.expired().expect("a token")),
        ("not yet valid", issuer.not_yet_valid().expect("a token")),
        ("forged", issuer.forged().expect("a token")),
        ("unsigned", issuer.unsigned()),
    ] {
        answer(&token).await.assert_refused(INVALID, &[WRONG], case);
    }
}

macro_rules! key {
    ($name:literal) => {
        include_str!(concat!("../../runtime/src/jwt/tests/data/", $name, ".pem"))
    };
}

#[tokio::test]
async fn test_tokens_are_made_with_every_kind_of_key() {
    for (algorithm, private, public) in [
        (Algorithm::Rs256, key!("rsa"), key!("rsa.pub")),
        (Algorithm::Ps512, key!("rsa"), key!("rsa.pub")),
        (Algorithm::Es256, key!("p256"), key!("p256.pub")),
        (Algorithm::Es384, key!("p384"), key!("p384.pub")),
        (Algorithm::EdDsa, key!("ed25519"), key!("ed25519.pub")),
    ] {
        let issuer = TestIssuer::pem(algorithm, private, ISSUER, AUDIENCE, "ann");
        let issuer = issuer.expect("an issuer").scopes("read").key_id("k1");
        let keys = || Jwt::keys(KeySet::new().pem(algorithm, public, "k1"));
        let valid = issuer.token().expect("a token");
        let expected = "ann Some(\"ann\") read";
        let case = algorithm.name();
        answer_of(keys(), &valid)
            .await
            .assert_admitted(expected, case);
        for wrong in [
            issuer.expired().expect("a token"),
            issuer.forged().expect("a token"),
            issuer.clone().key_id("k2").token().expect("a token"),
            issuer.unsigned(),
        ] {
            let refused = answer_of(keys(), &wrong).await;
            refused.assert_refused(INVALID, &[WRONG], case);
        }
    }
    for (algorithm, key) in [
        (Algorithm::Hs256, key!("rsa")),
        (Algorithm::Es256, key!("rsa")),
        (Algorithm::Rs256, key!("rsa.pub")),
        (Algorithm::EdDsa, "no key"),
    ] {
        assert!(TestIssuer::pem(algorithm, key, ISSUER, AUDIENCE, "ann").is_err());
    }
}
