//! A signature backend of the application's own: `Jwt` uses it if it verifies what it should and
//! nothing else, and is not built if it does not.
#![cfg(all(feature = "jwt", any(feature = "aws-lc-rs", feature = "rust-crypto")))]
#![allow(missing_docs)]

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use axum::{Router, body::Body, routing::get};
use axum_secured::{ClaimsOnly, Jwt, JwtBuilder, Secret, SecuritySchemes, secured};
use http::Request;
#[cfg(feature = "aws-lc-rs")]
use jsonwebtoken::crypto::aws_lc as backend;
#[cfg(not(feature = "aws-lc-rs"))]
use jsonwebtoken::crypto::rust_crypto as backend;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header,
    crypto::{CryptoProvider, JwtVerifier, KeyUtils},
    errors::{ErrorKind, Result},
    signature::{self, Verifier},
};
use tower::ServiceExt as _;

/// What the backend does.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Sound,
    FactoryPanics,
    FactoryFails,
    Panics,
    AcceptsEverything,
    AcceptsEverythingOf(Algorithm),
    AcceptsNothing,
    FailsFor(Algorithm),
}

use Way::{
    AcceptsEverything, AcceptsEverythingOf, AcceptsNothing, FactoryFails, FactoryPanics, FailsFor,
    Panics, Sound,
};

static WAY: Mutex<Way> = Mutex::new(Sound);
static ASKED: AtomicUsize = AtomicUsize::new(0);

static OWN: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| (backend::DEFAULT_PROVIDER.signer_factory)(algorithm, key),
    verifier_factory: |algorithm, key| verifier(*algorithm, key),
    key_utils: KeyUtils::new_unimplemented(),
};

fn verifier(algorithm: Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    let way = *WAY.lock().unwrap_or_else(PoisonError::into_inner);
    match way {
        FactoryPanics => panic!("scripted"),
        FactoryFails => return Err(ErrorKind::InvalidKeyFormat.into()),
        FailsFor(one) if one == algorithm => return Err(ErrorKind::InvalidAlgorithm.into()),
        _ => {}
    }
    let sound = (backend::DEFAULT_PROVIDER.verifier_factory)(&algorithm, key)?;
    Ok(Box::new(Scripted { way, sound }))
}

struct Scripted {
    way: Way,
    sound: Box<dyn JwtVerifier>,
}

impl Verifier<Vec<u8>> for Scripted {
    fn verify(
        &self,
        message: &[u8],
        signature: &Vec<u8>,
    ) -> std::result::Result<(), signature::Error> {
        ASKED.fetch_add(1, SeqCst);
        match self.way {
            Panics => panic!("scripted"),
            AcceptsEverything => Ok(()),
            AcceptsEverythingOf(one) if one == self.sound.algorithm() => Ok(()),
            AcceptsNothing => Err(signature::Error::new()),
            _ => self.sound.verify(message, signature),
        }
    }
}

impl JwtVerifier for Scripted {
    fn algorithm(&self) -> Algorithm {
        self.sound.algorithm()
    }
}

/// Installs it, and keeps the other tests of this process away while it goes this way.
fn own(way: Way) -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    // Fails if another test did so.
    let _ = OWN.install_default();
    set(way);
    turn
}

fn set(way: Way) {
    *WAY.lock().unwrap_or_else(PoisonError::into_inner) = way;
}

const SECRET: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEF";

type Claims = serde_json::Value;

fn built(
    start: fn(Secret) -> JwtBuilder<()>,
) -> std::result::Result<Jwt<ClaimsOnly<Claims>>, String> {
    start(Secret::from_vec(SECRET.to_vec()))
        .issuer("i")
        .audience("a")
        .claims_only()
        .build()
        .map_err(|error| error.to_string())
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(http(bearer))]
    bearer: Jwt<ClaimsOnly<Claims>>,
}

#[secured(bearer)]
async fn guarded() {}

fn status(app: &Router, token: &str) -> u16 {
    let request = Request::get("/").header("authorization", format!("Bearer {token}"));
    let request = request.body(Body::empty()).expect("a request");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let response = runtime
        .expect("a runtime")
        .block_on(app.clone().oneshot(request));
    response.expect("a response").status().as_u16()
}

#[test]
fn a_sound_one_is_used() {
    let _turn = own(Sound);
    let auth = Auth {
        bearer: built(Jwt::hs256).expect("a verifier"),
    };
    let app = Router::new()
        .route("/", get(guarded))
        .with_state(Arc::new(auth));
    let claims = serde_json::json!({ "iss": "i", "aud": "a", "sub": "s", "exp": now() + 600 });
    let token = |secret| {
        let key = EncodingKey::from_secret(secret);
        jsonwebtoken::encode(&Header::default(), &claims, &key).expect("a token")
    };
    let before = ASKED.load(SeqCst);
    assert_eq!(status(&app, &token(SECRET)), 200);
    assert_eq!(status(&app, &token(b"another secret")), 401);
    assert_eq!(ASKED.load(SeqCst), before + 2, "no other backend was asked");
    // What breaks later admits nobody and ends nothing.
    for (way, expected) in [(Panics, 500), (FactoryPanics, 500), (FactoryFails, 401)] {
        set(way);
        assert_eq!(status(&app, &token(SECRET)), expected, "{way:?}");
    }
    set(Sound);
    assert_eq!(status(&app, &token(SECRET)), 200, "the next request");
}

fn now() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.expect("after 1970").as_secs()
}

#[test]
fn a_broken_one_is_an_error_at_construction() {
    for way in [
        FactoryPanics,
        FactoryFails,
        Panics,
        AcceptsEverything,
        AcceptsNothing,
    ] {
        let _turn = own(way);
        let error = built(Jwt::hs256).map(|_| ()).expect_err("it is broken");
        assert!(error.contains("provider"), "{way:?}: {error}");
    }
}

#[test]
fn one_that_is_broken_for_the_keys_algorithm_alone_is_an_error_too() {
    for way in [
        AcceptsEverythingOf(Algorithm::HS384),
        FailsFor(Algorithm::HS384),
    ] {
        let _turn = own(way);
        assert!(built(Jwt::hs256).is_ok(), "{way:?}: it is not asked for");
        let error = built(Jwt::hs384).map(|_| ()).expect_err("it is broken");
        assert!(error.contains("provider"), "{way:?}: {error}");
    }
}
