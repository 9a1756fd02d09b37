//! jsonwebtoken in use before `Jwt` is built: with two backends it cannot know which one to take, and
//! keeps a dummy for the rest of the process that panics.
#![cfg(all(feature = "jwt", any(feature = "aws-lc-rs", feature = "rust-crypto")))]
#![allow(missing_docs)]

use std::panic::catch_unwind;

use axum_secured::{Jwt, Secret};
use jsonwebtoken::{Algorithm, DecodingKey, crypto};

#[test]
fn a_dummy_is_an_error_at_construction() {
    let used = catch_unwind(|| {
        let key = DecodingKey::from_secret(b"0123456789abcdef0123456789abcdef");
        crypto::verify("AAAA", b"", &key, Algorithm::HS256).is_ok()
    });
    let both = cfg!(all(feature = "aws-lc-rs", feature = "rust-crypto"));
    assert_eq!(used.is_err(), both, "jsonwebtoken holds a dummy");
    for _ in 0..2 {
        let secret = Secret::from_vec(b"0123456789abcdef".repeat(2));
        let jwt = Jwt::hs256(secret)
            .issuer("i")
            .audience("a")
            .claims_only::<serde_json::Value>()
            .build();
        match jwt {
            Ok(_) => assert!(!both, "it would panic at the first request"),
            Err(error) => {
                assert!(both, "one backend needs no choice: {error}");
                let error = error.to_string();
                assert!(error.contains("build `Jwt` first"), "{error}");
                assert!(error.contains("CryptoProvider::install_default"), "{error}");
            }
        }
    }
}
