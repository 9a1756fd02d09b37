//! J4, J6, P1: the signature, every algorithm, and keys taken for others.

use super::*;

const ALL: [(Algorithm, &str, &str); 9] = [
    (Algorithm::Rs256, RSA, RSA_PUBLIC),
    (Algorithm::Rs384, RSA, RSA_PUBLIC),
    (Algorithm::Rs512, RSA, RSA_PUBLIC),
    (Algorithm::Ps256, RSA, RSA_PUBLIC),
    (Algorithm::Ps384, RSA, RSA_PUBLIC),
    (Algorithm::Ps512, RSA, RSA_PUBLIC),
    (Algorithm::Es256, P256, P256_PUBLIC),
    (Algorithm::Es384, P384, P384_PUBLIC),
    (Algorithm::EdDsa, ED25519, ED25519_PUBLIC),
];

fn header(algorithm: Algorithm) -> String {
    format!(r#"{{"alg":"{algorithm}","typ":"JWT"}}"#)
}

#[test]
fn every_algorithm_verifies_its_own_tokens_and_no_others() {
    let tokens = ALL.map(|(algorithm, key, _)| {
        signed(&header(algorithm), &claims(""), algorithm, &private(key))
    });
    for (algorithm, _, public) in ALL {
        let jwt = with_keys(KeySet::new().pem(algorithm, public, None));
        for ((other, _, _), token) in ALL.iter().zip(&tokens) {
            if *other == algorithm {
                accepts(&jwt, token);
            } else {
                refuses(&jwt, token, Flaw::Algorithm, "another algorithm");
            }
        }
    }
    for algorithm in [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512] {
        let jwt = with_keys(KeySet::new().secret(algorithm, secret(), None));
        let key = EncodingKey::from_secret(SECRET);
        accepts(
            &jwt,
            &signed(&header(algorithm), &claims(""), algorithm, &key),
        );
    }
}

#[test]
fn a_changed_token_is_refused() {
    let jwt = usual().build().expect("a verifier");
    let good = token(HEADER, &claims(r#""scope":"read","#));
    let (message, signature) = good.rsplit_once('.').expect("parts");
    let (header, _) = message.split_once('.').expect("parts");
    let widened = encode(claims(r#""scope":"admin","#));
    refuses(
        &jwt,
        &format!("{header}.{widened}.{signature}"),
        Flaw::Signature,
        "other claims",
    );
    for bent in [
        "A",
        "AAAA",
        &signature[..signature.len() - 4],
        &format!("{signature}AAAA"),
    ] {
        refuses(&jwt, &format!("{message}.{bent}"), Flaw::Signature, bent);
    }
    let other = EncodingKey::from_secret(b"another secret of thirty-two bytes or more");
    let forged = signed(HEADER, &claims(""), Algorithm::Hs256, &other);
    refuses(&jwt, &forged, Flaw::Signature, "another key");
}

#[test]
fn a_public_key_is_no_secret() {
    for (algorithm, _, public) in ALL {
        let jwt = with_keys(KeySet::new().pem(algorithm, public, None));
        let der = pem::block(public.as_bytes(), pem::PUBLIC_KEY).expect("a key");
        for secret in [public.as_bytes(), public.trim().as_bytes(), &der] {
            let key = EncodingKey::from_secret(secret);
            let forged = signed(HEADER, &claims(""), Algorithm::Hs256, &key);
            refuses(&jwt, &forged, Flaw::Algorithm, "HS256");
            let mislabelled = signed(&header(algorithm), &claims(""), Algorithm::Hs256, &key);
            refuses(&jwt, &mislabelled, Flaw::Signature, "HMAC under its name");
        }
    }
}

#[test]
fn p1_a_named_key_has_one_algorithm() {
    let keys = KeySet::new().secret(Algorithm::Hs256, secret(), "a").pem(
        Algorithm::Rs256,
        RSA_PUBLIC,
        "b",
    );
    let jwt = with_keys(keys);
    let key = EncodingKey::from_secret(SECRET);
    let named = |alg: &str, kid: &str| format!(r#"{{"alg":"{alg}","kid":"{kid}","typ":"JWT"}}"#);
    accepts(
        &jwt,
        &signed(&named("HS256", "a"), &claims(""), Algorithm::Hs256, &key),
    );
    let rsa = private(RSA);
    accepts(
        &jwt,
        &signed(&named("RS256", "b"), &claims(""), Algorithm::Rs256, &rsa),
    );
    for (alg, kid) in [
        ("HS256", "b"),
        ("RS256", "a"),
        ("PS256", "b"),
        ("HS384", "a"),
    ] {
        let forged = signed(&named(alg, kid), &claims(""), Algorithm::Hs256, &key);
        refuses(&jwt, &forged, Flaw::Algorithm, alg);
    }
    let nameless = signed(
        &header(Algorithm::Rs256),
        &claims(""),
        Algorithm::Rs256,
        &rsa,
    );
    accepts(&jwt, &nameless);
}

#[test]
fn without_kid_only_the_sole_key_of_an_algorithm_counts() {
    let keys = KeySet::new()
        .secret(Algorithm::Hs256, secret(), "a")
        .secret(
            Algorithm::Hs256,
            Secret::new(b"0123456789abcdef".repeat(3)),
            "b",
        );
    let jwt = with_keys(keys);
    refuses(
        &jwt,
        &token(HEADER, &claims("")),
        Flaw::UnknownKey,
        "two candidates",
    );
}

#[test]
fn j6_ecdsa_signatures_have_one_length_and_form() {
    let jwt = with_keys(KeySet::new().pem(Algorithm::Es256, P256_PUBLIC, None));
    let good = signed(
        &header(Algorithm::Es256),
        &claims(""),
        Algorithm::Es256,
        &private(P256),
    );
    accepts(&jwt, &good);
    let (message, signature) = good.rsplit_once('.').expect("parts");
    let raw = super::super::json::base64url(signature).expect("base64url");
    assert_eq!(raw.len(), 64);
    let half = |half: &[u8]| [&[2, 33, 0], half].concat();
    let der = [&[0x30, 72], &half(&raw[..32])[..], &half(&raw[32..])[..]].concat();
    for (bent, what) in [
        (vec![0; 64], "psychic"),
        (vec![0xff; 64], "out of range"),
        (raw[..63].to_vec(), "short"),
        ([&raw[..], &[0]].concat(), "long"),
        ([&[0], &raw[..]].concat(), "shifted"),
        (der, "DER"),
    ] {
        refuses(
            &jwt,
            &format!("{message}.{}", encode(bent)),
            Flaw::Signature,
            what,
        );
    }
}

#[test]
fn the_examples_of_the_rfcs_verify() {
    let at_the_time = || SystemTime::UNIX_EPOCH + Duration::from_secs(1_300_819_370);
    let verifier = |keys: KeySet| -> Jwt<ClaimsOnly<Value>> {
        Jwt::keys(keys)
            .issuer("joe")
            .dangerous_any_audience()
            .untyped()
            .clock(at_the_time)
            .claims_only()
            .build()
            .expect("a verifier")
    };
    let claims = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    // RFC 7515, appendix A.1
    let k =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    let k = super::super::json::base64url(k).expect("base64url");
    let hs256 = verifier(KeySet::new().secret(Algorithm::Hs256, Secret::new(k), None));
    accepts(
        &hs256,
        &format!(
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{claims}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        ),
    );
    // RFC 7515, appendix A.3
    let es256 = verifier(KeySet::new().jwk(
        r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
    ));
    accepts(
        &es256,
        &format!(
            "eyJhbGciOiJFUzI1NiJ9.{claims}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        ),
    );
    // RFC 8037, appendix A.4: a signature, but of no token.
    let ed25519 =
        verifier(KeySet::new().jwk(
            r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
        ));
    let example = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    refuses(&ed25519, example, Flaw::Claims, "the signature is right");
    let bent = example.replace(".hgyY", ".hgyZ");
    refuses(&ed25519, &bent, Flaw::Signature, "bent");
}
