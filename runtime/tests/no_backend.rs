//! `Jwt` without a signature backend.
#![cfg(all(
    feature = "jwt",
    not(any(feature = "aws-lc-rs", feature = "rust-crypto"))
))]
#![allow(missing_docs)]

use axum_secured::{Algorithm, Jwt, JwtBuilder, Secret};

#[test]
fn the_error_at_construction_names_the_features() {
    let secret = || Secret::from_vec(b"0123456789abcdef".repeat(4));
    let builders: [JwtBuilder<()>; 3] = [
        Jwt::hs256(secret()),
        Jwt::hs512(secret()),
        Jwt::pem(Algorithm::EdDsa, ED25519),
    ];
    for builder in builders {
        let jwt = builder
            .issuer("i")
            .audience("a")
            .claims_only::<serde_json::Value>()
            .build();
        let error = jwt.map(|_| ()).expect_err("nothing can verify");
        let error = error.to_string();
        assert!(error.contains("no signature backend"), "{error}");
        for feature in ["`aws-lc-rs`", "`rust-crypto`"] {
            assert!(error.contains(feature), "{feature}: {error}");
        }
    }
}

/// The key of RFC 8410, section 10.1.
const ED25519: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
";
