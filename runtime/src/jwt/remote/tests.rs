//! A provider of keys that does as it is told, at a time that passes as it is told.

use std::collections::HashMap;

use tokio::{sync::Semaphore, time::advance};

use super::*;
use crate::{
    fetch::{Answer, Endpoint, Fetching},
    jwt::{
        provider as backend,
        tests::keys::{ED25519_JWK, P256_JWK},
    },
};

const SET: &str = "https://id.example.com/keys";

/// What stands at each URL, and how often it was asked for.
#[derive(Clone)]
struct Provider(Arc<Script>);

struct Script {
    answers: Mutex<HashMap<String, Result<Answer, Failure>>>,
    asked: Mutex<Vec<String>>,
    /// Permits to answer.
    gate: Semaphore,
}

impl Provider {
    fn new() -> Self {
        Self(Arc::new(Script {
            answers: Mutex::default(),
            asked: Mutex::default(),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
        }))
    }

    fn with_keys(keys: &[(&str, &str)]) -> Self {
        let provider = Self::new();
        provider.publishes(keys);
        provider
    }

    fn says(&self, url: &str, answer: Result<(&str, Option<u64>), Failure>) {
        let answer = answer.map(|(body, fresh)| Answer {
            #[cfg(feature = "introspection")]
            status: http::StatusCode::OK,
            body: body.as_bytes().to_vec(),
            fresh_for: fresh.map(Duration::from_secs),
        });
        let mut answers = self.0.answers.lock().expect("no panic");
        answers.insert(url.to_owned(), answer);
    }

    fn publishes(&self, keys: &[(&str, &str)]) {
        self.says(SET, Ok((&set(keys), None)));
    }

    fn asked(&self) -> usize {
        self.0.asked.lock().expect("no panic").len()
    }

    /// Answers nothing until it is opened again.
    fn close(&self) {
        self.0.gate.forget_permits(Semaphore::MAX_PERMITS);
    }

    fn open(&self) {
        self.0.gate.add_permits(Semaphore::MAX_PERMITS);
    }
}

impl Fetch for Provider {
    fn get<'f>(&'f self, endpoint: &'f Endpoint) -> Fetching<'f> {
        Box::pin(async move {
            let url = endpoint.text().to_owned();
            self.0.asked.lock().expect("no panic").push(url.clone());
            let _permit = self.0.gate.acquire().await.expect("a gate");
            let answers = self.0.answers.lock().expect("no panic");
            answers.get(&url).cloned().unwrap_or(Err(Failure::Status))
        })
    }
}

/// A JWK set of these keys, each with its name.
fn set(keys: &[(&str, &str)]) -> String {
    let keys: Vec<_> = keys
        .iter()
        .map(|(name, key)| format!("{{{key},\"kid\":\"{name}\"}}"))
        .collect();
    format!("{{\"keys\":[{}]}}", keys.join(","))
}

fn remote(provider: &Provider) -> RemoteKeys {
    backend::install().expect("a backend");
    let place = Place::set(SET).expect("a URL");
    RemoteKeys::new(place, None, provider.clone())
}

/// Whether there is a key for an ES256 token that names `kid`.
async fn asks(keys: &RemoteKeys, kid: &str) -> Result<(), NoKey> {
    let known = keys.for_token(Algorithm::Es256, Some(kid)).await?;
    known
        .select(Algorithm::Es256, Some(kid))
        .map_err(NoKey::Flaw)?;
    Ok(())
}

macro_rules! assert_answer {
    ($answer:expr, $expected:pat) => {
        let answer = $answer;
        assert!(matches!(answer, $expected), "{answer:?}");
    };
}

fn is_unknown(answer: &Result<(), NoKey>) -> bool {
    matches!(answer, Err(NoKey::Flaw(Flaw::UnknownKey)))
}

#[tokio::test(start_paused = true)]
async fn many_requests_wait_for_one_fetch() {
    let provider = Provider::with_keys(&[("one", P256_JWK)]);
    provider.close();
    let keys = Arc::new(remote(&provider));
    let requests: Vec<_> = (0..100)
        .map(|_| {
            let keys = Arc::clone(&keys);
            tokio::spawn(async move { asks(&keys, "one").await })
        })
        .collect();
    tokio::task::yield_now().await;
    provider.open();
    for request in requests {
        assert_answer!(request.await.expect("no panic"), Ok(()));
    }
    assert_eq!(provider.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_key_leads_to_one_fetch_and_then_to_none_for_a_while() {
    let provider = Provider::with_keys(&[("one", P256_JWK)]);
    let keys = remote(&provider);
    assert_answer!(asks(&keys, "one").await, Ok(()));
    for stranger in 0..50 {
        let answer = asks(&keys, &format!("stranger {stranger}")).await;
        assert!(is_unknown(&answer), "{answer:?}");
    }
    assert_eq!(provider.asked(), 1, "just fetched");
    advance(COOL_DOWN).await;
    for stranger in 0..50 {
        let answer = asks(&keys, &format!("stranger {stranger}")).await;
        assert!(is_unknown(&answer), "{answer:?}");
    }
    assert_eq!(provider.asked(), 2);
    assert_answer!(asks(&keys, "one").await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_new_key_is_found_and_a_withdrawn_one_is_gone() {
    let provider = Provider::with_keys(&[("one", P256_JWK)]);
    let keys = remote(&provider);
    assert_answer!(asks(&keys, "one").await, Ok(()));
    provider.publishes(&[("two", P256_JWK)]);
    advance(COOL_DOWN).await;
    assert_answer!(asks(&keys, "two").await, Ok(()));
    let answer = asks(&keys, "one").await;
    assert!(is_unknown(&answer), "{answer:?}");
}

#[tokio::test(start_paused = true)]
async fn a_request_never_waits_while_there_is_a_key_for_it() {
    let provider = Provider::with_keys(&[("one", P256_JWK)]);
    let keys = remote(&provider);
    assert_answer!(asks(&keys, "one").await, Ok(()));
    provider.close();
    advance(FRESH).await;
    for _ in 0..10 {
        let at_once = timeout(Duration::ZERO, asks(&keys, "one")).await;
        assert_answer!(at_once, Ok(Ok(())));
        tokio::task::yield_now().await;
    }
    assert_eq!(provider.asked(), 2, "one fetch in the background");
    provider.publishes(&[("two", P256_JWK)]);
    provider.open();
    assert_answer!(asks(&keys, "two").await, Ok(()));
    assert_eq!(
        provider.asked(),
        2,
        "who needs a new key waits for that fetch"
    );
}

#[tokio::test(start_paused = true)]
async fn keys_are_fresh_for_as_long_as_the_provider_says() {
    for (said, fresh) in [
        (None, FRESH),
        (Some(0), FRESH_AT_LEAST),
        (Some(120), Duration::from_secs(120)),
        (Some(u64::MAX), FRESH_AT_MOST),
    ] {
        let provider = Provider::new();
        provider.says(SET, Ok((&set(&[("one", P256_JWK)]), said)));
        let keys = remote(&provider);
        assert_answer!(asks(&keys, "one").await, Ok(()));
        advance(
            fresh
                .checked_sub(Duration::from_secs(1))
                .expect("more than a second"),
        )
        .await;
        assert_answer!(asks(&keys, "one").await, Ok(()));
        tokio::task::yield_now().await;
        assert_eq!(provider.asked(), 1, "{said:?}");
        advance(Duration::from_secs(1)).await;
        assert_answer!(asks(&keys, "one").await, Ok(()));
        tokio::task::yield_now().await;
        assert_eq!(provider.asked(), 2, "{said:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_is_down_at_first_makes_it_unavailable() {
    let provider = Provider::new();
    provider.says(SET, Err(Failure::Unreachable));
    let keys = remote(&provider);
    for _ in 0..20 {
        let answer = asks(&keys, "one").await;
        assert_answer!(answer, Err(NoKey::Unavailable(Failure::Unreachable)));
    }
    assert_eq!(provider.asked(), 1);
    assert_eq!(keys.prefetch().await, Err(Failure::Unreachable));
    provider.publishes(&[("one", P256_JWK)]);
    advance(RETRY).await;
    assert_eq!(keys.prefetch().await, Ok(()));
    assert_eq!(keys.prefetch().await, Ok(()));
    assert_answer!(asks(&keys, "one").await, Ok(()));
    assert_eq!(provider.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_last_good_keys_stay_while_the_provider_is_down() {
    for outage in [
        Err(Failure::Unreachable),
        Err(Failure::TooSlow),
        Err(Failure::Status),
        Ok(("rubbish", None)),
        Ok((r#"{"keys":[null]}"#, None)),
        Ok((r#"{"keys":[{"kty":"oct","k":"AA"}]}"#, None)),
    ] {
        let provider = Provider::with_keys(&[("one", P256_JWK)]);
        let keys = remote(&provider);
        assert_answer!(asks(&keys, "one").await, Ok(()));
        provider.says(SET, outage);
        for _ in 0..5 {
            advance(FRESH_AT_MOST).await;
            assert_answer!(asks(&keys, "one").await, Ok(()));
            assert_answer!(asks(&keys, "two").await, Err(NoKey::Unavailable(_)));
        }
        provider.publishes(&[("two", P256_JWK)]);
        advance(RETRY).await;
        assert_answer!(asks(&keys, "two").await, Ok(()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_withdraws_its_only_key_is_heard() {
    let provider = Provider::with_keys(&[("one", P256_JWK)]);
    let keys = remote(&provider);
    assert_answer!(asks(&keys, "one").await, Ok(()));
    provider.publishes(&[]);
    advance(FRESH).await;
    assert_answer!(asks(&keys, "one").await, Ok(()));
    tokio::task::yield_now().await;
    let answer = asks(&keys, "one").await;
    assert!(is_unknown(&answer), "{answer:?}");
    provider.publishes(&[("two", P256_JWK)]);
    advance(COOL_DOWN).await;
    assert_answer!(asks(&keys, "two").await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_leaves_takes_nothing_with_it() {
    let provider = Provider::with_keys(&[("one", P256_JWK)]);
    provider.close();
    let keys = Arc::new(remote(&provider));
    let impatient = timeout(Duration::from_millis(1), asks(&keys, "one")).await;
    assert!(impatient.is_err());
    let patient = {
        let keys = Arc::clone(&keys);
        tokio::spawn(async move { asks(&keys, "one").await })
    };
    tokio::task::yield_now().await;
    provider.open();
    assert_answer!(patient.await.expect("no panic"), Ok(()));
    assert_eq!(provider.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_issuer_that_is_down_keeps_no_other_from_being_fetched() {
    use crate::jwt::{Issuer, Jwt, trusted::Source};

    let down = Provider::new();
    down.says(SET, Err(Failure::Unreachable));
    let up = Provider::with_keys(&[("one", P256_JWK)]);
    let issuer = |name| Issuer::jwks(name, SET).audience("items");
    let mut jwt = Jwt::issuers([issuer("down"), issuer("up")])
        .claims_only::<serde_json::Value>()
        .build()
        .expect("two issuers");
    for (trusted, provider) in jwt.trusted.iter_mut().zip([&down, &up]) {
        trusted.keys = Source::Published(remote(provider));
    }
    let error = jwt.fetch_keys().await.expect_err("one is down");
    assert!(error.to_string().contains("cannot be reached"), "{error}");
    assert_eq!((down.asked(), up.asked()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_no_key_would_save_needs_no_provider() {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

    use crate::jwt::{ClaimsOnly, Jwt, trusted::Source};

    static SCHEME: crate::Scheme = crate::Scheme::new(
        "bearer",
        "",
        None,
        crate::scheme::Kind::Bearer { format: None },
        crate::scope::ScopeTable::new(&[]),
        crate::role::RoleTable::new(&[]),
    );
    let provider = Provider::new();
    provider.says(SET, Err(Failure::Unreachable));
    let mut jwt: Jwt<ClaimsOnly<serde_json::Value>> = Jwt::jwks(SET)
        .issuer("https://id.example.com")
        .audience("items")
        .clock(|| std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000))
        .claims_only()
        .build()
        .expect("a verifier");
    jwt.trusted[0].keys = Source::Published(remote(&provider));
    let (parts, ()) = http::Request::new(()).into_parts();
    let context = crate::Context::new(&SCHEME, &parts);
    for (claims, expected) in [
        ("rubbish", Some(Flaw::Claims)),
        (
            r#"{"iss":"https://id.example.com","aud":"items","exp":900}"#,
            Some(Flaw::Expired),
        ),
        (
            r#"{"iss":"https://evil.example.com","aud":"items","exp":1100}"#,
            Some(Flaw::Issuer),
        ),
        (
            r#"{"iss":"https://id.example.com","aud":"orders","exp":1100}"#,
            Some(Flaw::Audience),
        ),
        (
            r#"{"iss":"https://id.example.com","aud":"items","exp":1100}"#,
            None,
        ),
    ] {
        assert_eq!(provider.asked(), 0, "not before {claims}");
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256","typ":"JWT","kid":"one"}"#);
        let token = format!("{header}.{}.AAAA", URL_SAFE_NO_PAD.encode(claims));
        match (jwt.judge(&token, &context).await, expected) {
            (Err(NoKey::Flaw(flaw)), Some(expected)) => assert_eq!(flaw, expected, "{claims}"),
            (Err(NoKey::Unavailable(_)), None) => {}
            (other, _) => panic!("{claims}: {:?}", other.map(|_| ())),
        }
    }
    assert_eq!(provider.asked(), 1);
}

/// Panics when it is asked.
struct Broken;

impl Fetch for Broken {
    fn get<'f>(&'f self, _: &'f Endpoint) -> Fetching<'f> {
        Box::pin(async { panic!("broken") })
    }
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_panics_is_over() {
    let place = Place::set(SET).expect("a URL");
    let keys = RemoteKeys::new(place, None, Broken);
    for _ in 0..3 {
        assert_answer!(asks(&keys, "one").await, Err(NoKey::Unavailable(_)));
        advance(RETRY).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_runtime_that_ends_ends_its_fetch() {
    let provider = Provider::with_keys(&[("one", P256_JWK)]);
    provider.close();
    let keys = Arc::new(remote(&provider));
    let asked = Arc::clone(&keys);
    let ended = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            tokio::select! {
                biased;
                _ = asks(&asked, "one") => {}
                () = tokio::task::yield_now() => {}
            }
        });
    });
    ended.join().expect("no panic");
    provider.open();
    // The other runtime had a clock of its own.
    advance(COOL_DOWN).await;
    assert_answer!(asks(&keys, "one").await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_token_without_a_key_id_is_for_the_only_key_of_its_algorithm() {
    let provider = Provider::with_keys(&[("one", P256_JWK), ("two", ED25519_JWK)]);
    let keys = remote(&provider);
    let known = keys.for_token(Algorithm::Es256, None).await.expect("keys");
    assert!(known.select(Algorithm::Es256, None).is_ok());
    assert_eq!(known.iter().count(), 2);
    let none = keys.for_token(Algorithm::Rs256, None).await.map(|_| ());
    assert!(is_unknown(&none), "{none:?}");
    // Its key is known, though for another algorithm: no fetch would help.
    advance(COOL_DOWN).await;
    let known = keys
        .for_token(Algorithm::Rs256, Some("one"))
        .await
        .expect("keys");
    assert_eq!(
        known.select(Algorithm::Rs256, Some("one")).err(),
        Some(Flaw::Algorithm)
    );
    assert_eq!(provider.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_signed_with_a_secret_needs_no_provider() {
    let provider = Provider::new();
    provider.says(SET, Err(Failure::Unreachable));
    let keys = remote(&provider);
    for algorithm in [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512] {
        for kid in [None, Some("one")] {
            let answer = keys.for_token(algorithm, kid).await.map(|_| ());
            assert_answer!(answer, Err(NoKey::Flaw(Flaw::Algorithm)));
        }
    }
    assert_eq!(provider.asked(), 0, "nobody publishes secrets");
}

#[tokio::test(start_paused = true)]
async fn a_bad_key_costs_only_itself() {
    let rsa = "\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"AQAB\",\"alg\":\"RS256\"";
    let unfit = [
        (
            "symmetric",
            r#""kty":"oct","k":"AAAA","alg":"HS256""#.to_owned(),
        ),
        ("for encryption", format!(r#"{P256_JWK},"use":"enc""#)),
        ("for signing", format!(r#"{P256_JWK},"key_ops":["sign"]"#)),
        (
            "of another algorithm",
            format!(r#"{P256_JWK},"alg":"ES384""#),
        ),
        ("of another curve", P256_JWK.replace("P-256", "P-521")),
        ("off the curve", P256_JWK.replace("f83O", "f83P")),
        ("private", format!(r#"{P256_JWK},"d":"AAAA""#)),
        ("weak", rsa.to_owned()),
        ("twice", P256_JWK.to_owned()),
        ("twice", ED25519_JWK.to_owned()),
    ];
    let mut keys: Vec<_> = unfit
        .iter()
        .map(|(name, key)| (*name, key.as_str()))
        .collect();
    keys.push(("good", P256_JWK));
    let text = set(&keys);
    let provider = Provider::new();
    provider.says(SET, Ok((&text.replacen('[', "[null,1,{},\"x\",", 1), None)));
    let keys = remote(&provider);
    let known = keys
        .for_token(Algorithm::Es256, Some("good"))
        .await
        .expect("keys");
    let names: Vec<_> = known.iter().filter_map(|key| key.name.as_deref()).collect();
    assert_eq!(names, ["good"]);
    for (name, _) in unfit {
        let answer = asks(&keys, name).await;
        assert!(is_unknown(&answer), "{name}: {answer:?}");
    }
}

#[test]
fn a_set_has_an_end() {
    backend::install().expect("a backend");
    let named: Vec<_> = (0..257).map(|number| format!("key {number}")).collect();
    let keys = |count: usize| {
        let keys: Vec<_> = named[..count]
            .iter()
            .map(|name| (name.as_str(), P256_JWK))
            .collect();
        Keys::published(set(&keys).as_bytes(), None).map(|keys| keys.iter().count())
    };
    assert_eq!(keys(256), Ok(256));
    assert_eq!(keys(257), Err("its JWK set holds more than 256 keys"));
}

const METADATA: &str = "https://id.example.com/.well-known/openid-configuration";

fn discovering(provider: &Provider, issuer: &str) -> RemoteKeys {
    backend::install().expect("a backend");
    let place = Place::discovery(issuer).expect("an issuer");
    RemoteKeys::new(place, None, provider.clone())
}

#[tokio::test(start_paused = true)]
async fn metadata_says_where_the_keys_are() {
    let provider = Provider::new();
    let elsewhere = "https://keys.example.com/set?v=1";
    let metadata = format!(r#"{{"issuer":"https://id.example.com","jwks_uri":"{elsewhere}"}}"#);
    provider.says(METADATA, Ok((&metadata, None)));
    provider.says(elsewhere, Ok((&set(&[("one", P256_JWK)]), None)));
    let keys = discovering(&provider, "https://id.example.com");
    assert_answer!(asks(&keys, "one").await, Ok(()));
    // A provider that moves its keys says so there.
    let moved = metadata.replace("v=1", "v=2");
    provider.says(METADATA, Ok((&moved, None)));
    provider.says(
        "https://keys.example.com/set?v=2",
        Ok((&set(&[("two", P256_JWK)]), None)),
    );
    advance(COOL_DOWN).await;
    assert_answer!(asks(&keys, "two").await, Ok(()));
    let asked = provider.0.asked.lock().expect("no panic").clone();
    let expected = [
        METADATA,
        elsewhere,
        METADATA,
        "https://keys.example.com/set?v=2",
    ];
    assert_eq!(asked, expected);
}

#[tokio::test(start_paused = true)]
async fn d1_metadata_of_somebody_else_is_refused() {
    for (issuer, metadata) in [
        (
            "https://id.example.com",
            r#"{"issuer":"https://id.example.com/","jwks_uri":"KEYS"}"#,
        ),
        (
            "https://id.example.com/",
            r#"{"issuer":"https://id.example.com","jwks_uri":"KEYS"}"#,
        ),
        (
            "https://id.example.com",
            r#"{"issuer":"https://evil.example.com","jwks_uri":"KEYS"}"#,
        ),
        (
            "https://id.example.com",
            r#"{"issuer":["https://id.example.com"],"jwks_uri":"KEYS"}"#,
        ),
        ("https://id.example.com", r#"{"jwks_uri":"KEYS"}"#),
        (
            "https://id.example.com",
            r#"{"issuer":"x","issuer":"https://id.example.com","jwks_uri":"KEYS"}"#,
        ),
        (
            "https://id.example.com",
            r#"{"issuer":"https://id.example.com"}"#,
        ),
        (
            "https://id.example.com",
            r#"{"issuer":"https://id.example.com","jwks_uri":42}"#,
        ),
        (
            "https://id.example.com",
            r#"{"issuer":"https://id.example.com","jwks_uri":"http://id.example.com/keys"}"#,
        ),
        (
            "https://id.example.com",
            r#"{"issuer":"https://id.example.com","jwks_uri":"http://127.0.0.1/keys"}"#,
        ),
        (
            "https://id.example.com",
            r#"{"issuer":"https://id.example.com","jwks_uri":"https://localhost/keys"}"#,
        ),
        (
            "https://id.example.com",
            r#"{"issuer":"https://id.example.com","jwks_uri":"file:///keys"}"#,
        ),
        ("https://id.example.com", "rubbish"),
    ] {
        let provider = Provider::with_keys(&[("one", P256_JWK)]);
        let metadata = metadata.replace("KEYS", SET);
        provider.says(METADATA, Ok((&metadata, None)));
        let keys = discovering(&provider, issuer);
        let answer = asks(&keys, "one").await;
        assert_answer!(answer, Err(NoKey::Unavailable(Failure::Content(_))));
        assert_eq!(provider.asked(), 1, "{metadata}");
    }
}

#[tokio::test(start_paused = true)]
async fn metadata_sends_nobody_to_this_machine() {
    for host in [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "keys.localhost",
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:0.0.0.0]",
    ] {
        let provider = Provider::new();
        let metadata =
            format!(r#"{{"issuer":"https://id.example.com","jwks_uri":"https://{host}/keys"}}"#);
        provider.says(METADATA, Ok((&metadata, None)));
        let keys = discovering(&provider, "https://id.example.com");
        let answer = asks(&keys, "one").await;
        assert_answer!(answer, Err(NoKey::Unavailable(Failure::Content(_))));
        assert_eq!(provider.asked(), 1, "{host}");
    }
}

#[test]
fn metadata_is_below_the_issuer() {
    for (issuer, metadata) in [
        ("https://id.example.com", METADATA),
        ("https://id.example.com/", METADATA),
        (
            "https://id.example.com/realms/one",
            "https://id.example.com/realms/one/.well-known/openid-configuration",
        ),
    ] {
        let place = Place::discovery(issuer).expect("an issuer");
        assert_eq!(format!("{place:?}"), metadata);
    }
    for unfit in [
        "",
        "id.example.com",
        "http://id.example.com",
        "https://id.example.com?x",
        "https://id.example.com#x",
    ] {
        assert!(Place::discovery(unfit).is_err(), "{unfit}");
    }
    // Copied from the provider's page, each is the other's.
    for path in ["", "/realms/one"] {
        let copied = format!("https://id.example.com{path}/.well-known/openid-configuration");
        for copied in [copied.clone(), format!("{copied}/")] {
            let error = Place::discovery(&copied).expect_err(&copied);
            assert!(error.contains("without `/.well-known/"), "{error}");
            let error = Place::set(&copied).expect_err(&copied);
            assert!(error.contains("`discover`"), "{error}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_runtime_that_stands_still_keeps_nobody() {
    let provider = Provider::with_keys(&[("one", P256_JWK)]);
    provider.close();
    let keys = Arc::new(remote(&provider));
    let asked = Arc::clone(&keys);
    let stands_still = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            tokio::select! {
                biased;
                _ = asks(&asked, "one") => {}
                () = tokio::task::yield_now() => {}
            }
        });
        runtime
    });
    let runtime = stands_still.join().expect("no panic");
    provider.open();
    let waiting = timeout(2 * LONGEST, keys.prefetch()).await;
    assert_answer!(waiting, Ok(Err(Failure::TooSlow)));
    // The other runtime has a clock of its own.
    advance(LONGEST).await;
    let answer = timeout(Duration::from_secs(5), asks(&keys, "one")).await;
    assert_answer!(answer, Ok(Ok(())));
    assert_eq!(provider.asked(), 2);
    std::thread::spawn(move || drop(runtime))
        .join()
        .expect("no panic");
    assert_answer!(asks(&keys, "one").await, Ok(()));
}

/// What `ask` comes to, in a thread that must end.
fn ends<T: Send + 'static>(ask: impl FnOnce() -> T + Send + 'static) -> std::thread::Result<T> {
    let (over, outcome) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let _ = over.send(std::panic::catch_unwind(std::panic::AssertUnwindSafe(ask)));
    });
    outcome
        .recv_timeout(Duration::from_secs(5))
        .expect("an end")
}

#[test]
fn a_fetch_that_cannot_start_is_over() {
    let keys = Arc::new(remote(&Provider::with_keys(&[("one", P256_JWK)])));
    let asked = Arc::clone(&keys);
    // Without a runtime nothing can be spawned: a panic of tokio's, and no lock that stays taken.
    let outcome = ends(move || {
        let mut waker = std::task::Context::from_waker(std::task::Waker::noop());
        let _ = std::pin::pin!(asks(&asked, "one")).poll(&mut waker);
    });
    assert!(outcome.is_err(), "there was no runtime");
    assert!(keys.0.attempts().running.is_none());
}

/// Asks when it is dropped, as a request does that is under way while its runtime ends.
struct AsksLate(Arc<RemoteKeys>);

impl Drop for AsksLate {
    fn drop(&mut self) {
        self.0.0.start();
    }
}

#[test]
fn a_runtime_that_ends_starts_no_fetch() {
    let keys = Arc::new(remote(&Provider::with_keys(&[("one", P256_JWK)])));
    let asked = Arc::clone(&keys);
    let outcome = ends(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let runtime = runtime.expect("a runtime");
        let late = AsksLate(asked);
        runtime.spawn(async move {
            let _late = late;
            std::future::pending::<()>().await;
        });
        runtime.block_on(tokio::task::yield_now());
    });
    assert!(outcome.is_ok());
    assert!(keys.0.attempts().running.is_none());
}
