//! J6, J11, P1, P2: which keys count, and for what.

use axum_secured::{Algorithm, Jwt, KeySet, testing};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm as Signed, EncodingKey, Header};
use serde_json::json;

use crate::token::{
    AUDIENCE, ISSUER, NOW, accepts, app, claims, configured, misconfigured, refuses, secret,
    signed, usual,
};

macro_rules! key {
    ($name:literal) => {
        include_str!(concat!(
            "../../../runtime/src/jwt/tests/data/",
            $name,
            ".pem"
        ))
    };
}

/// A good token of another library.
fn token(algorithm: Signed, kid: Option<&str>, key: &EncodingKey) -> String {
    let mut header = Header::new(algorithm);
    header.kid = kid.map(str::to_owned);
    let claims =
        json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": "ann", "scope": "r", "exp": NOW + 60 });
    jsonwebtoken::encode(&header, &claims, key).expect("a token")
}

fn ec(pem: &str) -> EncodingKey {
    EncodingKey::from_ec_pem(pem.as_bytes()).expect("a key")
}

fn rsa() -> EncodingKey {
    EncodingKey::from_rsa_pem(key!("rsa").as_bytes()).expect("a key")
}

fn ed25519() -> EncodingKey {
    EncodingKey::from_ed_pem(key!("ed25519").as_bytes()).expect("a key")
}

fn verifier(algorithm: Algorithm, public: &str) -> axum::Router {
    app(configured(Jwt::pem(algorithm, public)))
}

fn unfit(keys: KeySet) -> String {
    misconfigured(configured(Jwt::keys(keys)))
}

#[tokio::test]
async fn p01_each_key_is_used_with_one_algorithm() {
    // Builds a verifier first: that installs the backend which signs here.
    let hmac = app(usual());
    let cases = [
        (Algorithm::Rs256, Signed::RS256, rsa(), key!("rsa.pub")),
        (Algorithm::Rs384, Signed::RS384, rsa(), key!("rsa.pub")),
        (Algorithm::Rs512, Signed::RS512, rsa(), key!("rsa.pub")),
        (Algorithm::Ps256, Signed::PS256, rsa(), key!("rsa.pub")),
        (Algorithm::Ps384, Signed::PS384, rsa(), key!("rsa.pub")),
        (Algorithm::Ps512, Signed::PS512, rsa(), key!("rsa.pub")),
        (
            Algorithm::Es256,
            Signed::ES256,
            ec(key!("p256")),
            key!("p256.pub"),
        ),
        (
            Algorithm::Es384,
            Signed::ES384,
            ec(key!("p384")),
            key!("p384.pub"),
        ),
        (
            Algorithm::EdDsa,
            Signed::EdDSA,
            ed25519(),
            key!("ed25519.pub"),
        ),
    ];
    for (row, (_, signed, signer, _)) in cases.iter().enumerate() {
        let token = token(*signed, None, signer);
        refuses(&hmac, &token, "against a secret").await;
        for (column, (algorithm, .., public)) in cases.iter().enumerate() {
            let app = verifier(*algorithm, public);
            let case = format!("{signed:?} against {algorithm:?}");
            if row == column {
                accepts(&app, &token, &case).await;
            } else {
                refuses(&app, &token, &case).await;
            }
        }
    }
    for (algorithm, _, _, public) in &cases {
        let app = verifier(*algorithm, public);
        for text in [public.as_bytes(), public.trim().as_bytes()] {
            let confused = EncodingKey::from_secret(text);
            for hmac in [Signed::HS256, Signed::HS384, Signed::HS512] {
                refuses(
                    &app,
                    &token(hmac, None, &confused),
                    "the public key as a secret",
                )
                .await;
            }
        }
    }
}

#[tokio::test]
async fn p01_keys_of_one_set_keep_their_algorithms() {
    let keys = KeySet::new().secret(Algorithm::Hs256, secret(), "one").pem(
        Algorithm::Rs256,
        key!("rsa.pub"),
        "two",
    );
    let app = app(configured(Jwt::keys(keys)));
    let hmac = EncodingKey::from_secret(secret().expose());
    accepts(
        &app,
        &token(Signed::HS256, Some("one"), &hmac),
        "the secret",
    )
    .await;
    accepts(
        &app,
        &token(Signed::RS256, Some("two"), &rsa()),
        "the public key",
    )
    .await;
    for (algorithm, kid, signer) in [
        (Signed::HS256, "two", &hmac),
        (Signed::HS384, "one", &hmac),
        (Signed::RS256, "one", &rsa()),
        (Signed::PS256, "two", &rsa()),
        (Signed::RS512, "two", &rsa()),
    ] {
        let case = format!("{algorithm:?} with {kid}");
        refuses(&app, &token(algorithm, Some(kid), signer), &case).await;
    }
    // Rightly signed with the secret, under the name of another algorithm.
    for alg in ["HS384", "RS256", "none"] {
        let header = format!(r#"{{"alg":"{alg}","kid":"one","typ":"JWT"}}"#);
        refuses(&app, &signed(&header, &claims("")), alg).await;
    }
}

#[test]
fn p02_secrets_are_no_passwords() {
    let of = |text: &[u8]| misconfigured(configured(Jwt::hs256(testing::secret(text))));
    for (secret, part) in [
        (&b""[..], "32 bytes"),
        (b"secret", "32 bytes"),
        (b"correct horse battery staple", "32 bytes"),
        (&[b'x'; 31], "32 bytes"),
        (&[b'x'; 64], "one byte repeated"),
        (&[0; 64], "one byte repeated"),
        (key!("rsa.pub").as_bytes(), "PEM"),
    ] {
        let text = of(secret);
        assert!(text.contains(part), "{text}");
        assert!(!text.contains("horse"), "{text}");
    }
}

#[test]
fn j06_keys_are_as_strong_as_their_algorithm() {
    let bytes = |length: u8| testing::secret((0..length).collect::<Vec<u8>>());
    for (algorithm, least) in [
        (Algorithm::Hs256, 32),
        (Algorithm::Hs384, 48),
        (Algorithm::Hs512, 64),
    ] {
        let short = unfit(KeySet::new().secret(algorithm, bytes(least - 1), None));
        assert!(short.contains(&format!("{least} bytes")), "{short}");
        let _ = app(configured(Jwt::keys(KeySet::new().secret(
            algorithm,
            bytes(least),
            None,
        ))));
    }
    for algorithm in [Algorithm::Rs256, Algorithm::Ps512] {
        let text = unfit(KeySet::new().pem(algorithm, key!("rsa-1024.pub"), None));
        assert!(text.contains("2048"), "{text}");
    }
    let n = URL_SAFE_NO_PAD.encode([0xff; 255]);
    let jwk = format!(r#"{{"kty":"RSA","alg":"RS256","n":"{n}","e":"AQAB"}}"#);
    let text = unfit(KeySet::new().jwk(jwk));
    assert!(text.contains("2048"), "{text}");
    for (algorithm, pem) in [
        (Algorithm::Rs256, key!("rsa")),
        (Algorithm::Es256, key!("p256")),
        (Algorithm::EdDsa, key!("ed25519")),
    ] {
        let text = unfit(KeySet::new().pem(algorithm, pem, None));
        assert!(text.contains("private key"), "{text}");
    }
}

#[tokio::test]
async fn j06_ecdsa_signatures_have_exactly_their_length() {
    for (algorithm, signed, private, public, length) in [
        (
            Algorithm::Es256,
            Signed::ES256,
            key!("p256"),
            key!("p256.pub"),
            64,
        ),
        (
            Algorithm::Es384,
            Signed::ES384,
            key!("p384"),
            key!("p384.pub"),
            96,
        ),
    ] {
        let app = verifier(algorithm, public);
        let good = token(signed, None, &ec(private));
        accepts(&app, &good, "as it should be").await;
        let (message, signature) = good.rsplit_once('.').expect("parts");
        let raw = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
        assert_eq!(raw.len(), length);
        let integer = |half: &[u8]| {
            let length = u8::try_from(half.len() + 1).expect("short");
            [&[2, length, 0], half].concat()
        };
        let (r, s) = raw.split_at(length / 2);
        let body = [integer(r), integer(s)].concat();
        let der = [&[0x30, u8::try_from(body.len()).expect("short")], &body[..]].concat();
        for (case, bent) in [
            ("all zero", vec![0; length]),
            ("out of range", vec![0xff; length]),
            ("a byte less", raw[..length - 1].to_vec()),
            ("a byte more", [&raw[..], &[0]].concat()),
            ("a byte before", [&[0], &raw[..]].concat()),
            ("halves swapped", [s, r].concat()),
            ("DER", der),
            ("nothing", vec![]),
        ] {
            let bent = format!("{message}.{}", URL_SAFE_NO_PAD.encode(bent));
            refuses(&app, &bent, case).await;
        }
    }
}

/// `kty`, `crv`, `x` and `y` of the key that signs here.
fn p256_jwk() -> String {
    let body: String = key!("p256.pub")
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    let der = STANDARD.decode(body).expect("base64");
    let (x, y) = der[der.len() - 64..].split_at(32);
    let [x, y] = [x, y].map(|half| URL_SAFE_NO_PAD.encode(half));
    format!(r#""kty":"EC","crv":"P-256","x":"{x}","y":"{y}""#)
}

#[tokio::test]
async fn j11_keys_that_are_not_understood_are_skipped_one_by_one() {
    let jwk = p256_jwk();
    let rubbish = format!(
        r#"null,42,"x",[],{{}},{{"kty":"unknown"}},{{"kty":1}},{{"kty":"RSA","n":"AQ","e":"AQAB","alg":"RS256"}},
        {{{jwk},"kid":1}},{{{jwk},"alg":"ES384","kid":"a"}},{{{jwk},"use":"enc","kid":"b"}},
        {{{jwk},"key_ops":["sign"],"kid":"c"}},{{{jwk},"key_ops":[],"kid":"d"}},
        {{{jwk},"d":"AA","kid":"e"}},{{"kty":"oct","k":"AAAA","alg":"HS256","kid":"f"}},
        {{"kty":"OKP","crv":"P-256","x":"AAAA","kid":"g"}}"#
    );
    let set = format!(r#"{{"keys":[{rubbish},{{{jwk},"kid":"good","use":"sig","x5c":42}}]}}"#);
    let app = app(configured(Jwt::keys(KeySet::new().jwk_set(set))));
    let signer = ec(key!("p256"));
    accepts(
        &app,
        &token(Signed::ES256, Some("good"), &signer),
        "the good one",
    )
    .await;
    accepts(
        &app,
        &token(Signed::ES256, None, &signer),
        "the only one of its algorithm",
    )
    .await;
    for kid in ["a", "b", "c", "d", "e", "1", ""] {
        refuses(&app, &token(Signed::ES256, Some(kid), &signer), kid).await;
    }
    let text = unfit(KeySet::new().jwk_set(format!(r#"{{"keys":[{rubbish}]}}"#)));
    assert!(text.contains("without a usable key"), "{text}");
    for broken in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[],"keys":[]}"#] {
        let text = unfit(KeySet::new().jwk_set(broken));
        assert!(text.contains("not a JWK set"), "{broken}: {text}");
    }
    let twice = format!(r#"{{"keys":[{{{jwk},"kid":"a"}},{{{jwk},"kid":"a"}}]}}"#);
    let text = unfit(KeySet::new().jwk_set(twice));
    assert!(text.contains("key id of another"), "{text}");
}
