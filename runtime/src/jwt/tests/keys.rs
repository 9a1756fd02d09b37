//! J6, J11, J12, P2 and traps 13 to 17: which keys are accepted.

use super::*;
use crate::jwt::der::{self, PublicKey};

pub(in crate::jwt) const P256_JWK: &str = r#""kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0""#;
pub(in crate::jwt) const ED25519_JWK: &str =
    r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;

fn rsa_jwk() -> String {
    let der = pem::block(RSA_PUBLIC.as_bytes(), pem::PUBLIC_KEY).expect("a key");
    let Some(PublicKey::Rsa { n, e }) = der::public_key(&der) else {
        panic!("an RSA key");
    };
    format!(r#""kty":"RSA","n":"{}","e":"{}""#, encode(n), encode(e))
}

fn error(keys: KeySet) -> String {
    match keys.check() {
        Ok(keys) => panic!("accepted {keys:?}"),
        Err(wrong) => {
            let text = wrong.to_string();
            assert!(!text.contains("MII") && !text.contains("012345"), "{text}");
            text
        }
    }
}

fn jwk_error(members: &str) -> String {
    error(KeySet::new().jwk(format!("{{{members}}}")))
}

#[track_caller]
fn mentions(text: &str, part: &str) {
    assert!(text.contains(part), "`{part}` in: {text}");
}

#[test]
fn j6_p2_secrets_are_as_long_as_the_hash() {
    let of = |algorithm, length: usize| {
        let bytes: Vec<u8> = (0..=u8::MAX).take(length).collect();
        KeySet::new().secret(algorithm, Secret::new(bytes), None)
    };
    for (algorithm, least) in [
        (Algorithm::Hs256, 32),
        (Algorithm::Hs384, 48),
        (Algorithm::Hs512, 64),
    ] {
        assert!(of(algorithm, least).check().is_ok());
        mentions(&error(of(algorithm, least - 1)), &format!("{least} bytes"));
        mentions(&error(of(algorithm, 0)), &format!("{least} bytes"));
    }
    let set = |bytes: &[u8]| KeySet::new().secret(Algorithm::Hs256, Secret::new(bytes), None);
    mentions(&error(set(&[0; 64])), "one byte repeated");
    mentions(&error(set(&[b'x'; 64])), "one byte repeated");
    mentions(&error(set(RSA_PUBLIC.as_bytes())), "PEM");
    mentions(&error(of(Algorithm::Rs256, 64)), "needs a public key");
}

#[test]
fn trap_23_only_public_keys_in_pem() {
    let pem = |algorithm, text: &str| error(KeySet::new().pem(algorithm, text, None));
    for (algorithm, private) in [
        (Algorithm::Rs256, RSA),
        (Algorithm::Es256, P256),
        (Algorithm::EdDsa, ED25519),
    ] {
        mentions(&pem(algorithm, private), "private key");
    }
    mentions(
        &pem(Algorithm::Rs256, "-----BEGIN RSA PRIVATE KEY-----\nAA==\n"),
        "private key",
    );
    mentions(
        &pem(Algorithm::Es256, include_str!("data/certificate.pem")),
        "certificate",
    );
    mentions(
        &pem(Algorithm::Rs256, include_str!("data/rsa-pkcs1.pub.pem")),
        "PKCS#1",
    );
    mentions(
        &pem(Algorithm::Rs256, include_str!("data/rsa-1024.pub.pem")),
        "2048",
    );
    mentions(
        &pem(Algorithm::Es256, include_str!("data/p521.pub.pem")),
        "SPKI",
    );
    for (algorithm, key) in [
        (Algorithm::Rs256, P256_PUBLIC),
        (Algorithm::Es256, RSA_PUBLIC),
        (Algorithm::Es256, P384_PUBLIC),
        (Algorithm::Es384, P256_PUBLIC),
        (Algorithm::EdDsa, P256_PUBLIC),
        (Algorithm::Hs256, RSA_PUBLIC),
    ] {
        mentions(&pem(algorithm, key), "kind its algorithm needs");
    }
    let two = format!("{RSA_PUBLIC}{P256_PUBLIC}");
    for broken in [
        "",
        "rubbish",
        "-----BEGIN PUBLIC KEY-----",
        &two,
        &RSA_PUBLIC[..200],
    ] {
        mentions(&pem(Algorithm::Rs256, broken), "PEM block");
    }
    for broken in ["AAAA", "MAA=", "MIIBIjAN"] {
        let text = format!("-----BEGIN PUBLIC KEY-----\n{broken}\n-----END PUBLIC KEY-----");
        mentions(&pem(Algorithm::Rs256, &text), "SPKI");
    }
    let unpadded = ED25519_PUBLIC.replace('=', "");
    mentions(&pem(Algorithm::EdDsa, &unpadded), "PEM block");
}

#[test]
fn every_prefix_of_a_key_is_refused() {
    for (algorithm, key) in [
        (Algorithm::Rs256, RSA_PUBLIC),
        (Algorithm::Es256, P256_PUBLIC),
        (Algorithm::Es384, P384_PUBLIC),
        (Algorithm::EdDsa, ED25519_PUBLIC),
    ] {
        let der = pem::block(key.as_bytes(), pem::PUBLIC_KEY).expect("a key");
        let read = |der: &[u8]| super::super::public_key::from_spki(der, algorithm);
        assert!(read(&der).is_ok());
        assert!(read(&[&der[..], &[0]].concat()).is_err(), "one byte more");
        for length in 0..der.len() {
            assert!(read(&der[..length]).is_err(), "{algorithm}, {length} bytes");
        }
    }
}

#[test]
fn trap_13_alg_use_key_ops_and_crv_of_a_jwk_are_honoured() {
    let rsa = rsa_jwk();
    for accepted in [
        format!(r#"{rsa},"alg":"PS384","use":"sig","key_ops":["verify"],"kid":"1","x5c":[1]"#),
        format!(r#"{P256_JWK},"alg":"ES256""#),
        P256_JWK.to_owned(),
        format!(r#"{ED25519_JWK},"alg":"EdDSA","key_ops":["sign","verify"]"#),
    ] {
        let keys = KeySet::new().jwk(format!("{{{accepted}}}")).check();
        assert!(keys.is_ok(), "{accepted}: {keys:?}");
    }
    for (members, part) in [
        (rsa.clone(), "without `alg`"),
        (format!(r#"{rsa},"alg":"ES256""#), "`alg`"),
        (format!(r#"{rsa},"alg":"HS256""#), "`alg`"),
        (format!(r#"{rsa},"alg":"RSA-OAEP""#), "not supported"),
        (format!(r#"{rsa},"alg":42"#), "wrong type"),
        (format!(r#"{P256_JWK},"alg":"ES384""#), "`alg`"),
        (format!(r#"{P256_JWK},"alg":"RS256""#), "`alg`"),
        (format!(r#"{ED25519_JWK},"alg":"Ed25519""#), "not supported"),
        (format!(r#"{P256_JWK},"use":"enc""#), "`use`"),
        (format!(r#"{P256_JWK},"use":["sig"]"#), "wrong type"),
        (format!(r#"{P256_JWK},"key_ops":["sign"]"#), "`key_ops`"),
        (format!(r#"{P256_JWK},"key_ops":[]"#), "`key_ops`"),
        (format!(r#"{P256_JWK},"key_ops":"verify""#), "`key_ops`"),
        (format!(r#"{P256_JWK},"key_ops":["verify",1]"#), "`key_ops`"),
        (format!(r#"{P256_JWK},"kid":42"#), "wrong type"),
        (ED25519_JWK.replace("Ed25519", "P-256"), "not supported"),
        (ED25519_JWK.replace("Ed25519", "X25519"), "not supported"),
        (P256_JWK.replace("P-256", "P-384"), "P-384"),
        (P256_JWK.replace("P-256", "secp256k1"), "not supported"),
        (P256_JWK.replace("EC", "RSA"), "without `alg`"),
        (P256_JWK.replace("EC", "AKP"), "not supported"),
        (P256_JWK.replace(r#""y":"#, r#""z":"#), "lacks"),
        (String::new(), "lacks"),
    ] {
        mentions(&jwk_error(&members), part);
    }
    let named = KeySet::new().jwk(format!("{{{rsa}}}"));
    assert!(
        named
            .rsa_without_algorithm(Algorithm::Rs256)
            .check()
            .is_ok()
    );
    let wrong = KeySet::new().jwk(format!("{{{rsa}}}"));
    mentions(
        &error(wrong.rsa_without_algorithm(Algorithm::Es256)),
        "`alg`",
    );
}

#[test]
fn private_and_symmetric_keys_in_jwk_form_are_refused() {
    mentions(
        &jwk_error(&format!(r#"{P256_JWK},"d":"AAAA""#)),
        "private parts",
    );
    mentions(
        &jwk_error(&format!(r#"{ED25519_JWK},"d":null"#)),
        "private parts",
    );
    for member in ["d", "p", "q", "dp", "dq", "qi", "oth"] {
        let members = format!(r#"{},"alg":"RS256","{member}":"AAAA""#, rsa_jwk());
        mentions(&jwk_error(&members), "private parts");
    }
    let k = encode(SECRET);
    mentions(
        &jwk_error(&format!(r#""kty":"oct","k":"{k}","alg":"HS256""#)),
        "symmetric",
    );
    mentions(&jwk_error(r#""kty":"oct","k":"""#), "symmetric");
}

#[test]
fn trap_14_ed25519_keys_have_32_bytes_and_a_large_order() {
    for x in [vec![], vec![1; 31], vec![1; 33], vec![1; 64]] {
        let members = format!(r#""kty":"OKP","crv":"Ed25519","x":"{}""#, encode(x));
        mentions(&jwk_error(&members), "32 bytes");
    }
    let mut identity = [0; 32];
    identity[0] = 1;
    for x in [[0; 32], identity, [0xff; 32]] {
        let members = format!(r#""kty":"OKP","crv":"Ed25519","x":"{}""#, encode(x));
        mentions(&jwk_error(&members), "small order");
    }
}

#[test]
fn trap_15_rsa_keys_are_of_a_size_and_shape_that_works() {
    let rsa = |bits: usize, n_last: u8, e: &[u8]| {
        let mut n = vec![0xff; bits / 8];
        *n.last_mut().expect("some") = n_last;
        let (n, e) = (encode(n), encode(e));
        KeySet::new().jwk(format!(
            r#"{{"kty":"RSA","alg":"RS256","n":"{n}","e":"{e}"}}"#
        ))
    };
    let f4 = [1, 0, 1];
    assert!(rsa(2048, 0xff, &f4).check().is_ok());
    assert!(rsa(4096, 0xff, &f4).check().is_ok());
    assert!(rsa(2048, 0xff, &[3]).check().is_ok());
    assert!(
        rsa(2048, 0xff, &[0, 1, 0, 1]).check().is_ok(),
        "a leading zero"
    );
    mentions(&error(rsa(2040, 0xff, &f4)), "2048");
    mentions(&error(rsa(8, 0, &f4)), "2048");
    mentions(&error(rsa(8200, 0xff, &f4)), "more than");
    assert_eq!(
        rsa(8192, 0xff, &f4).check().is_ok(),
        cfg!(feature = "aws-lc-rs")
    );
    for (last, e) in [
        (0xfe, &f4[..]),
        (0xff, &[]),
        (0xff, &[0]),
        (0xff, &[1]),
        (0xff, &[2]),
        (0xff, &[4, 0]),
        (0xff, &[2, 0, 0, 0, 1]),
        (0xff, &[1, 0, 0, 0, 0, 1]),
    ] {
        mentions(&error(rsa(2048, last, e)), "not possible");
    }
}

#[test]
fn j11_trap_16_keys_of_a_set_are_judged_one_by_one() {
    let k = encode(SECRET);
    let set = format!(
        r#"{{"keys":[null,42,"x",[],{{}},{{"kty":"unknown"}},{{{P256_JWK},"kid":1}},
            {{{P256_JWK},"use":"enc","kid":"1"}},{{{P256_JWK},"x5c":42,"kid":"good"}},
            {{"kty":"oct","k":"{k}","alg":"HS256","kid":"1"}},{{{P256_JWK},"d":"AA","kid":"1"}},
            {{{ED25519_JWK},"kid":"also good"}}],"more":1}}"#
    );
    let keys = KeySet::new().jwk_set(set).check().expect("two good keys");
    let names: Vec<_> = keys.iter().filter_map(|key| key.name.as_deref()).collect();
    assert_eq!(names, ["good", "also good"]);
    for unusable in [
        r#"{"keys":[]}"#,
        r#"{"keys":[null,{"kty":"oct","k":"AA"}]}"#,
    ] {
        mentions(
            &error(KeySet::new().jwk_set(unusable)),
            "without a usable key",
        );
    }
    for broken in [
        "",
        "[]",
        "{}",
        r#"{"keys":{}}"#,
        r#"{"keys":[],"keys":[]}"#,
        "not json",
    ] {
        mentions(&error(KeySet::new().jwk_set(broken)), "not a JWK set");
    }
}

#[test]
fn trap_17_no_two_keys_of_a_name() {
    let twice = KeySet::new()
        .pem(Algorithm::Es256, P256_PUBLIC, "1")
        .jwk(format!(r#"{{{ED25519_JWK},"kid":"1"}}"#));
    mentions(&error(twice), "key id of another");
    mentions(&error(KeySet::new()), "empty");
}

#[test]
fn trap_20_debug_shows_no_key() {
    let keys = KeySet::new()
        .secret(Algorithm::Hs256, secret(), "name")
        .jwk("{}");
    let jwt = usual().build().expect("a verifier");
    for text in [
        format!("{keys:?}"),
        format!("{:?}", usual()),
        format!("{jwt:?}"),
    ] {
        assert!(
            !text.contains("0123456789") && !text.contains("48, 49"),
            "{text}"
        );
    }
}
