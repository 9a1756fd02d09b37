//! What is signed verifies, for as long as it should.

use std::sync::atomic::{AtomicU64, Ordering};
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use http::request::Parts;
use serde_json::Value;

use super::*;
use crate::{
    jwt::{Algorithm, ClaimsOnly, Jwt, KeySet},
    scheme::{Kind, Scheme},
    scope::{ScopeEntry, ScopeTable, Scopes},
    secret::Secret,
    verifier::{Context, Verdict, Verified, Verifier},
};

pub(super) const NOW: u64 = 1_800_000_000;
pub(super) const HERE: &str = "https://items.example.com";

const PRIVATE: [(Algorithm, &str); 4] = [
    (Algorithm::Es256, include_str!("../jwt/tests/data/p256.pem")),
    (Algorithm::Es384, include_str!("../jwt/tests/data/p384.pem")),
    (
        Algorithm::EdDsa,
        include_str!("../jwt/tests/data/ed25519.pem"),
    ),
    (Algorithm::Rs256, include_str!("../jwt/tests/data/rsa.pem")),
];

const fn entry(token: &'static str, implies: u128) -> ScopeEntry {
    ScopeEntry {
        token,
        description: "",
        implies,
    }
}

/// `write` implies `read`.
pub(super) struct Scope;

impl Scopes for Scope {
    const TABLE: ScopeTable =
        ScopeTable::new(&[entry("read", 0), entry("write", 0b1), entry("admin", 0)]);
}

static SCHEME: Scheme = Scheme {
    name: "bearer",
    description: "",
    realm: "",
    kind: Kind::Bearer { format: None },
    scopes: Scope::TABLE,
    roles: crate::role::RoleTable::new(&[]),
    throttles: false,
};

/// A clock that is set.
#[derive(Clone, Default)]
pub(super) struct Set(Arc<AtomicU64>);

impl Set {
    pub(super) fn pass(&self, time: Duration) {
        self.0.fetch_add(time.as_secs(), Ordering::SeqCst);
    }

    pub(super) fn clock(&self) -> impl Fn() -> SystemTime + Send + Sync + 'static {
        let passed = Arc::clone(&self.0);
        move || SystemTime::UNIX_EPOCH + Duration::from_secs(NOW + passed.load(Ordering::SeqCst))
    }
}

pub(super) fn secret_key(byte: u8, kid: &str) -> SigningKey {
    let secret: Vec<u8> = (0..32).map(|place| place ^ byte).collect();
    SigningKey::secret(Algorithm::Hs256, &Secret::new(secret), kid).expect("a key")
}

pub(super) fn signer(key: SigningKey, time: &Set) -> TokenSigner {
    TokenSigner::new(key)
        .issuer(HERE)
        .audience(HERE)
        .clock(time.clock())
        .build()
        .expect("a signer")
}

fn verifier(signer: &TokenSigner, time: &Set) -> Jwt<ClaimsOnly<Value>> {
    let builder = Jwt::signed_by(signer).clock(time.clock()).rfc9068();
    builder.claims_only().build().expect("a verifier")
}

fn token(signer: &TokenSigner) -> String {
    let draft = signer.token("ann").client("web");
    draft.sign().expect("a token").token
}

/// What a verifier makes of a token.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Valid,
    Invalid,
    Unavailable,
}

pub(super) async fn answer(jwt: &Jwt<ClaimsOnly<Value>>, token: &str) -> Answer {
    match ask(jwt, token).await {
        Verdict::Valid(_) => Answer::Valid,
        Verdict::Invalid => Answer::Invalid,
        Verdict::Unavailable(_) => Answer::Unavailable,
        other @ (Verdict::Denied(_) | Verdict::Throttled(_)) => panic!("{other:?}"),
    }
}

async fn ask(jwt: &Jwt<ClaimsOnly<Value>>, token: &str) -> Verdict<Value> {
    let request = http::Request::builder().header("authorization", format!("Bearer {token}"));
    let (parts, ()): (Parts, ()) = request.body(()).expect("a request").into_parts();
    let crate::credential::Slot::Present(token) = crate::credential::bearer(&parts.headers) else {
        panic!("a token");
    };
    jwt.verify(token, &Context::new(&SCHEME, &parts)).await
}

async fn verdict(jwt: &Jwt<ClaimsOnly<Value>>, token: &str) -> Option<Verified<Value>> {
    match ask(jwt, token).await {
        Verdict::Valid(verified) => Some(verified),
        Verdict::Invalid => None,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn p8_a_token_is_an_access_token_of_rfc_9068() {
    let time = Set::default();
    let signer = signer(secret_key(0, "one"), &time);
    let granted = Granted::of::<Scope>("write nonsense", "write admin").expect("a request");
    let draft = signer.token("ann").client("web").granted(&granted);
    let draft = draft.session("s1").claim("tenant", "acme");
    let signed_in = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW - 60);
    let made = draft.authenticated_at(signed_in).sign();
    let made = made.expect("a token");
    assert_eq!(made.expires_in, Duration::from_secs(900));
    let verified = verdict(&verifier(&signer, &time), &made.token).await;
    let verified = verified.expect("a valid token");
    let claims = &verified.principal;
    let expected = serde_json::json!({
        "iss": HERE, "aud": HERE, "sub": "ann", "client_id": "web", "scope": "write",
        "sid": "s1", "auth_time": NOW - 60, "tenant": "acme", "iat": NOW, "exp": NOW + 900, "jti": made.id,
    });
    assert_eq!(*claims, expected);
    let names: Vec<_> = Scope::TABLE.names(verified.facts.granted()).collect();
    assert_eq!(names, ["read", "write"]);
    let other = signer.token("ann").sign().expect("a token");
    assert_ne!(other.id, made.id);
    assert!(other.id.len() >= 22, "128 bits in base64url");
}

#[tokio::test]
async fn every_algorithm_signs_what_its_published_key_verifies() {
    for (algorithm, pem) in PRIVATE {
        let time = Set::default();
        let key = SigningKey::pem(algorithm, pem, "one").expect("a key");
        let signer = signer(key, &time);
        let token = token(&signer);
        assert!(verdict(&verifier(&signer, &time), &token).await.is_some());
        // As somebody else verifies it, with nothing but the published set.
        let published = signer.jwk_set();
        let elsewhere = Jwt::keys(KeySet::new().jwk_set(published.clone()))
            .issuer(HERE)
            .audience(HERE)
            .clock(time.clock())
            .claims_only()
            .build()
            .expect("published keys");
        assert!(verdict(&elsewhere, &token).await.is_some(), "{algorithm}");
        let set: Value = serde_json::from_str(&published).expect("JSON");
        let key = &set["keys"][0];
        assert_eq!(key["kid"], "one");
        assert_eq!(key["alg"], algorithm.name());
        assert_eq!(key["use"], "sig");
        for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(key.get(private).is_none(), "{algorithm}: {private}");
        }
    }
}

#[test]
fn a_secret_is_never_published() {
    let time = Set::default();
    let signer = signer(secret_key(0, "one"), &time);
    signer.announce(secret_key(1, "two")).expect("announced");
    signer.rotate().expect("rotated");
    assert_eq!(signer.jwk_set(), r#"{"keys":[]}"#);
    let debug = format!("{signer:?} {:?}", secret_key(0, "one"));
    assert!(
        !debug.contains("encoding") && !debug.contains("[0, 1"),
        "{debug}"
    );
}

#[tokio::test]
async fn old_tokens_verify_until_they_expire() {
    let time = Set::default();
    let signer = signer(secret_key(0, "one"), &time);
    let verifier = verifier(&signer, &time);
    let old = token(&signer);
    signer.announce(secret_key(1, "two")).expect("announced");
    let still_old = token(&signer);
    assert!(still_old.starts_with(old.split('.').next().expect("a header")));
    signer.rotate().expect("rotated");
    let new = token(&signer);
    for token in [&old, &still_old, &new] {
        assert!(verdict(&verifier, token).await.is_some());
    }
    time.pass(Duration::from_secs(931));
    for token in [&old, &still_old, &new] {
        assert!(verdict(&verifier, token).await.is_none(), "expired");
    }
    assert!(verdict(&verifier, &token(&signer)).await.is_some());
}

#[tokio::test]
async fn a_withdrawn_key_is_refused_at_once() {
    let time = Set::default();
    let signer = signer(secret_key(0, "one"), &time);
    let verifier = verifier(&signer, &time);
    let stolen = token(&signer);
    assert!(signer.withdraw("one").is_err(), "it signs");
    signer.announce(secret_key(1, "two")).expect("announced");
    assert!(signer.withdraw("two").is_err(), "it signs next");
    signer.rotate().expect("rotated");
    assert!(verdict(&verifier, &stolen).await.is_some());
    signer.withdraw("one").expect("withdrawn");
    assert!(verdict(&verifier, &stolen).await.is_none());
    assert!(verdict(&verifier, &token(&signer)).await.is_some());
    assert!(signer.withdraw("one").is_err(), "gone");
}

#[test]
fn the_published_set_follows_the_rotation() {
    let names = |signer: &TokenSigner| -> Vec<String> {
        let set: Value = serde_json::from_str(&signer.jwk_set()).expect("JSON");
        let keys = set["keys"].as_array().expect("keys");
        let kid = |key: &Value| key["kid"].as_str().expect("a name").to_owned();
        keys.iter().map(kid).collect()
    };
    let key = |kid: &str| SigningKey::pem(PRIVATE[0].0, PRIVATE[0].1, kid).expect("a key");
    let time = Set::default();
    let signer = signer(key("one"), &time);
    assert_eq!(names(&signer), ["one"]);
    assert!(signer.rotate().is_err(), "nothing was announced");
    signer.announce(key("two")).expect("announced");
    assert_eq!(names(&signer), ["one", "two"]);
    signer.announce(key("three")).expect("another instead");
    assert_eq!(names(&signer), ["one", "three"]);
    signer.rotate().expect("rotated");
    assert_eq!(names(&signer), ["three", "one"]);
    assert!(signer.announce(key("one")).is_err(), "still in use");
    assert!(signer.announce(key("three")).is_err(), "in use");
    time.pass(Duration::from_secs(900 + 299));
    assert_eq!(names(&signer), ["three", "one"]);
    time.pass(Duration::from_secs(1));
    assert_eq!(names(&signer), ["three"]);
    signer.announce(key("one")).expect("free again");
}

#[test]
fn a_grant_is_what_was_asked_for_and_is_allowed() {
    for (requested, allowed, granted) in [
        ("", "read write admin", ""),
        ("read", "", ""),
        ("read", "read", "read"),
        ("admin read", "read admin", "read admin"),
        ("read", "write", "read"),
        ("write", "read", ""),
        ("read read", "read", "read"),
        ("nonsense", "nonsense", ""),
        ("READ", "read", ""),
        ("  read ", "read", "read"),
    ] {
        let text = Granted::of::<Scope>(requested, allowed).expect(requested);
        assert_eq!(text.to_string(), granted, "{requested} of {allowed}");
        assert_eq!(text.is_empty(), granted.is_empty());
    }
    for malformed in [
        "read\twrite",
        "\"read\"",
        "re\\ad",
        "lesen\u{fc}",
        "read\nwrite",
        "\0",
    ] {
        assert!(
            Granted::of::<Scope>(malformed, "read").is_none(),
            "{malformed:?}"
        );
    }
    let both = Granted::of::<Scope>("read admin", "read admin").expect("a request");
    assert_eq!(both.narrowed("write").to_string(), "read");
    assert_eq!(both.narrowed("").to_string(), "");
    assert!(Granted::nothing::<Scope>().is_empty());
}

#[test]
fn what_cannot_work_is_refused() {
    let (algorithm, pem) = PRIVATE[0];
    let weak = Secret::new([1, 2, 3]);
    let public = include_str!("../jwt/tests/data/p256.pub.pem");
    for (made, part) in [
        (SigningKey::secret(Algorithm::Hs256, &weak, "k"), "32 bytes"),
        (
            SigningKey::secret(Algorithm::Es256, &weak, "k"),
            "public key",
        ),
        (
            SigningKey::pem(Algorithm::Hs256, pem, "k"),
            "needs a secret",
        ),
        (
            SigningKey::pem(Algorithm::Es384, pem, "k"),
            "no private key",
        ),
        (
            SigningKey::pem(Algorithm::Rs256, pem, "k"),
            "no private key",
        ),
        (SigningKey::pem(algorithm, public, "k"), "no private key"),
        (SigningKey::pem(algorithm, "rubbish", "k"), "no private key"),
        (SigningKey::pem(algorithm, pem, ""), "no name"),
    ] {
        let error = made.expect_err(part).to_string();
        assert!(error.contains(part), "`{part}` in: {error}");
    }
    let bare = || TokenSigner::new(secret_key(0, "one"));
    let here = || bare().issuer(HERE).audience(HERE);
    assert!(bare().issuer(HERE).build().is_err());
    assert!(bare().audience(HERE).build().is_err());
    assert!(here().lifetime(Duration::ZERO).build().is_err());
    assert!(
        here()
            .lifetime(Duration::from_secs(86_401))
            .build()
            .is_err()
    );
    let signer = here().build().expect("a signer");
    for ours in [
        "iss",
        "aud",
        "sub",
        "exp",
        "scope",
        "cnf",
        "jti",
        "client_id",
    ] {
        let error = signer.token("ann").claim(ours, "x").sign().expect_err(ours);
        assert!(error.to_string().contains(ours), "{error}");
    }
}
