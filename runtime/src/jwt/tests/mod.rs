//! Tokens built by hand, so that hostile ones exist.

mod builder;
mod claims;
mod headers;
mod issuers;
pub(in crate::jwt) mod keys;
mod roles;
mod shape;
mod signatures;
mod tenants;
mod verdicts;

use std::time::{Duration, SystemTime};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::request::Parts;
use jsonwebtoken::EncodingKey;
use serde_json::Value;

use super::{Algorithm, ClaimsOnly, Issuer, Jwt, JwtBuilder, KeySet, flaw::Flaw, pem, provider};
use crate::{
    scheme::{Kind, Scheme},
    scope::{ScopeEntry, ScopeTable},
    secret::Secret,
    verifier::{Context, Facts},
};

const NOW: u64 = 1_800_000_000;
const ISSUER: &str = "https://id.example.com";
const AUDIENCE: &str = "items";
const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

const RSA: &str = include_str!("data/rsa.pem");
const RSA_PUBLIC: &str = include_str!("data/rsa.pub.pem");
const P256: &str = include_str!("data/p256.pem");
const P256_PUBLIC: &str = include_str!("data/p256.pub.pem");
const P384: &str = include_str!("data/p384.pem");
const P384_PUBLIC: &str = include_str!("data/p384.pub.pem");
const ED25519: &str = include_str!("data/ed25519.pem");
const ED25519_PUBLIC: &str = include_str!("data/ed25519.pub.pem");

static SCHEME: Scheme = Scheme {
    name: "bearer",
    description: "",
    realm: "",
    kind: Kind::Bearer { format: None },
    scopes: ScopeTable::new(&[entry("read", 0), entry("write", 0b1), entry("admin", 0)]),
    roles: crate::role::RoleTable::new(&[
        entry("viewer", 0),
        entry("editor", 0b1),
        entry("admin", 0),
    ]),
    throttles: false,
};

const fn entry(token: &'static str, implies: u128) -> ScopeEntry {
    ScopeEntry {
        token,
        description: "",
        implies,
    }
}

fn secret() -> Secret {
    Secret::from_bytes(SECRET)
}

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(NOW)
}

/// The verifier most tests ask: HS256, our issuer and audience, at `NOW`.
fn usual() -> JwtBuilder<ClaimsOnly<Value>> {
    configured(Jwt::hs256(secret()))
}

fn with_keys(keys: KeySet) -> Jwt<ClaimsOnly<Value>> {
    configured(Jwt::keys(keys)).build().expect("sound keys")
}

fn configured(builder: JwtBuilder<()>) -> JwtBuilder<ClaimsOnly<Value>> {
    builder
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .clock(now)
        .claims_only()
}

/// Claims that the usual verifier accepts, with `more` members in front.
fn claims(more: &str) -> String {
    format!(
        r#"{{{more}"iss":"{ISSUER}","aud":"{AUDIENCE}","exp":{}}}"#,
        NOW + 60
    )
}

fn encode(text: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// A rightly signed HS256 token of whatever is given.
fn token(header: &str, claims: &str) -> String {
    signed(
        header,
        claims,
        Algorithm::Hs256,
        &EncodingKey::from_secret(SECRET),
    )
}

fn signed(header: &str, claims: &str, algorithm: Algorithm, key: &EncodingKey) -> String {
    seal(
        &format!("{}.{}", encode(header), encode(claims)),
        algorithm,
        key,
    )
}

/// `message` with its signature.
fn seal(message: &str, algorithm: Algorithm, key: &EncodingKey) -> String {
    provider::install().expect("a backend");
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, algorithm.backend())
        .expect("a key that signs");
    format!("{message}.{signature}")
}

fn private(pem: &str) -> EncodingKey {
    let der = pem::block(pem.as_bytes(), "PRIVATE KEY").expect("a private key");
    match der.len() {
        48 => EncodingKey::from_ed_der(&der),
        ..300 => EncodingKey::from_ec_der(&der),
        // What PKCS#8 puts around an RSA key is not taken: version, algorithm, two lengths.
        _ => EncodingKey::from_rsa_der(&der[26..]),
    }
}

fn parts() -> Parts {
    let request = http::Request::builder().body(()).expect("a request");
    request.into_parts().0
}

fn judge(jwt: &Jwt<ClaimsOnly<Value>>, token: &str) -> Result<Facts, Flaw> {
    let parts = parts();
    let token = jwt.examine(token)?;
    let keys = token.trusted.keys.given().expect("keys that were given");
    jwt.check(&token, keys, &Context::new(&SCHEME, &parts))
        .map(|checked| checked.expect("a clock after 1970").said.facts)
}

#[track_caller]
fn accepts(jwt: &Jwt<ClaimsOnly<Value>>, token: &str) -> Facts {
    judge(jwt, token).expect("an accepted token")
}

#[track_caller]
fn refuses(jwt: &Jwt<ClaimsOnly<Value>>, token: &str, flaw: Flaw, why: &str) {
    assert_eq!(judge(jwt, token).err(), Some(flaw), "{why}");
}
