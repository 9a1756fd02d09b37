//! Keys: every algorithm verifies with its own key, and an unfit key is not taken.
#![allow(missing_docs)]

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use axum::body::Body;
use axum_secured::{
    Algorithm, ClaimsOnly, Jwt, KeySet, Secret, SecuredRouter, SecuritySchemes, routes, secured,
};
use http::Request;
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};
use tower::ServiceExt;

macro_rules! key {
    ($name:literal) => {
        include_str!(concat!("../../runtime/src/jwt/tests/data/", $name, ".pem"))
    };
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(http(bearer))]
    bearer: Jwt<ClaimsOnly<Value>>,
}

#[secured(bearer)]
#[utoipa::path(get, path = "/", responses((status = 200)))]
async fn guarded() {}

fn built(keys: KeySet) -> Result<Jwt<ClaimsOnly<Value>>, String> {
    Jwt::keys(keys)
        .issuer("me")
        .audience("you")
        .claims_only()
        .build()
        .map_err(|error| error.to_string())
}

async fn status(keys: KeySet, token: &str) -> u16 {
    let auth = Auth {
        bearer: built(keys).expect("a verifier"),
    };
    let (router, _) = SecuredRouter::new()
        .routes(routes!(guarded))
        .split_for_parts();
    let request = Request::get("/")
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty())
        .expect("a request");
    let answer = router.with_state(Arc::new(auth)).oneshot(request).await;
    answer.expect("a response").status().as_u16()
}

fn token(algorithm: jsonwebtoken::Algorithm, kid: Option<&str>, key: &EncodingKey) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970")
        .as_secs();
    let mut header = Header::new(algorithm);
    header.kid = kid.map(str::to_owned);
    let claims = json!({ "iss": "me", "aud": "you", "sub": "x", "exp": now + 60 });
    jsonwebtoken::encode(&header, &claims, key).expect("a token")
}

fn rsa() -> EncodingKey {
    EncodingKey::from_rsa_pem(key!("rsa").as_bytes()).expect("a key")
}

fn p256() -> EncodingKey {
    EncodingKey::from_ec_pem(key!("p256").as_bytes()).expect("a key")
}

#[tokio::test]
async fn every_algorithm_verifies_with_its_own_key_and_no_other() {
    use jsonwebtoken::Algorithm as Signed;
    // Installs the signature backend before anything is signed.
    built(KeySet::new().pem(Algorithm::Rs256, key!("rsa.pub"), None::<&str>)).expect("a verifier");
    let p384 = EncodingKey::from_ec_pem(key!("p384").as_bytes()).expect("a key");
    let ed25519 = EncodingKey::from_ed_pem(key!("ed25519").as_bytes()).expect("a key");
    let cases = [
        (Algorithm::Rs256, Signed::RS256, rsa(), key!("rsa.pub")),
        (Algorithm::Rs384, Signed::RS384, rsa(), key!("rsa.pub")),
        (Algorithm::Rs512, Signed::RS512, rsa(), key!("rsa.pub")),
        (Algorithm::Ps256, Signed::PS256, rsa(), key!("rsa.pub")),
        (Algorithm::Ps384, Signed::PS384, rsa(), key!("rsa.pub")),
        (Algorithm::Ps512, Signed::PS512, rsa(), key!("rsa.pub")),
        (Algorithm::Es256, Signed::ES256, p256(), key!("p256.pub")),
        (Algorithm::Es384, Signed::ES384, p384, key!("p384.pub")),
        (
            Algorithm::EdDsa,
            Signed::EdDSA,
            ed25519,
            key!("ed25519.pub"),
        ),
    ];
    for (row, (_, signed, signer, _)) in cases.iter().enumerate() {
        let token = token(*signed, None, signer);
        for (column, (algorithm, .., public)) in cases.iter().enumerate() {
            let keys = KeySet::new().pem(*algorithm, public, None::<&str>);
            let expected = if row == column { 200 } else { 401 };
            assert_eq!(
                status(keys, &token).await,
                expected,
                "{signed:?} against {algorithm:?}"
            );
        }
    }
    // The public key is no secret: a token keyed with its text is refused.
    let confused = EncodingKey::from_secret(key!("rsa.pub").as_bytes());
    let confused = token(Signed::HS256, None, &confused);
    let keys = KeySet::new().pem(Algorithm::Rs256, key!("rsa.pub"), None::<&str>);
    assert_eq!(status(keys, &confused).await, 401);
}

#[tokio::test]
async fn the_key_identifier_chooses_exactly() {
    use jsonwebtoken::Algorithm as Signed;
    let one = || Secret::from_bytes(b"one-secret-of-thirty-two-bytes-!".as_slice());
    let two = || Secret::from_bytes(b"two-secret-of-thirty-two-bytes-!".as_slice());
    let keys = || {
        KeySet::new()
            .secret(Algorithm::Hs256, one(), Some("one"))
            .secret(Algorithm::Hs256, two(), Some("two"))
    };
    built(keys()).expect("a verifier");
    let signer = EncodingKey::from_secret(one().expose());
    for (kid, expected) in [
        (Some("one"), 200),
        (Some("two"), 401),
        (Some("three"), 401),
        (Some("../one"), 401),
        (Some("ONE"), 401),
        (None, 401),
    ] {
        assert_eq!(
            status(keys(), &token(Signed::HS256, kid, &signer)).await,
            expected,
            "{kid:?}"
        );
    }
}

#[test]
fn unfit_keys_are_not_taken() {
    let pem = |algorithm, text: &str| built(KeySet::new().pem(algorithm, text, None::<&str>));
    for (what, result) in [
        ("a private key", pem(Algorithm::Rs256, key!("rsa"))),
        ("a private EC key", pem(Algorithm::Es256, key!("p256"))),
        ("a certificate", pem(Algorithm::Rs256, key!("certificate"))),
        ("PKCS#1", pem(Algorithm::Rs256, key!("rsa-pkcs1.pub"))),
        ("a short RSA key", pem(Algorithm::Rs256, key!("rsa-1024.pub"))),
        ("another curve", pem(Algorithm::Es256, key!("p384.pub"))),
        ("an unknown curve", pem(Algorithm::Es384, key!("p521.pub"))),
        ("another kind", pem(Algorithm::EdDsa, key!("rsa.pub"))),
        ("no PEM", pem(Algorithm::Rs256, "hello")),
        ("no key at all", built(KeySet::new())),
        ("a key set of nothing", built(KeySet::new().jwk_set(r#"{"keys":[]}"#))),
        ("no key set", built(KeySet::new().jwk_set("[]"))),
        (
            "a symmetric key in a set",
            built(KeySet::new().jwk_set(
                r#"{"keys":[{"kty":"oct","alg":"HS256","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}]}"#,
            )),
        ),
    ] {
        let error = result.map(|_| ()).expect_err(what);
        assert!(!error.contains("MI") && !error.is_empty(), "{what}: {error}");
    }
}

/// RFC 8037, appendix A.2.
const ED25519: &str =
    r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;

#[test]
fn a_key_set_is_read_key_by_key() {
    let set = |keys: &str| built(KeySet::new().jwk_set(format!(r#"{{"keys":[{keys}]}}"#)));
    let good = format!(r#"{{{ED25519},"alg":"EdDSA","kid":"a"}}"#);
    assert!(set(&good).is_ok());
    for skipped in [
        "null",
        "1",
        r#"{"kty":"XX"}"#,
        r#"{"kty":"RSA","n":"AQ","e":"AQAB","alg":"RS256","kid":"b"}"#,
        r#"{"kty":1}"#,
    ] {
        assert!(
            set(&format!("{skipped},{good}")).is_ok(),
            "{skipped} costs only itself"
        );
        assert!(set(skipped).is_err(), "{skipped} alone is no key");
    }
    for unfit in [
        format!(r#"{{{ED25519},"alg":"EdDSA","use":"enc"}}"#),
        format!(r#"{{{ED25519},"alg":"EdDSA","key_ops":["encrypt"]}}"#),
        format!(r#"{{{ED25519},"alg":"ES256"}}"#),
        format!(r#"{{{ED25519},"alg":"EdDSA","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}}"#),
        ED25519.replace("Ed25519", "P-256"),
        r#"{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#.to_owned(),
        r#"{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","x":"AA"}"#.to_owned(),
    ] {
        assert!(set(&unfit).is_err(), "{unfit}");
    }
    assert!(
        set(&format!("{good},{good}")).is_err(),
        "two keys of one name"
    );
}
