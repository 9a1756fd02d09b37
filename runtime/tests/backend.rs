//! Which signature backend `Jwt` installs: the feature says so, and aws-lc-rs goes first.
#![cfg(all(feature = "jwt", any(feature = "aws-lc-rs", feature = "rust-crypto")))]
#![allow(missing_docs)]

use axum_secured::{ClaimsOnly, Jwt, Secret};
use jsonwebtoken::{Algorithm, DecodingKey, crypto};

#[test]
fn the_backend_is_that_of_the_feature() {
    let secret = Secret::from_vec(b"0123456789abcdef".repeat(2));
    let jwt = Jwt::hs256(secret)
        .issuer("i")
        .audience("a")
        .claims_only::<serde_json::Value>()
        .build();
    let _: Jwt<ClaimsOnly<serde_json::Value>> = jwt.expect("a verifier");
    // A key that is none: RustCrypto reads it first, aws-lc-rs only with the signature.
    let key = DecodingKey::from_ec_der(b"not a key");
    let told = crypto::verify("AAAA", b"", &key, Algorithm::ES256);
    if cfg!(feature = "aws-lc-rs") {
        assert!(matches!(told, Ok(false)), "aws-lc-rs: {told:?}");
    } else {
        assert!(told.is_err(), "RustCrypto: {told:?}");
    }
}
