//! Opaque tokens of a test.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use http::{HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    fetch::{Answer, Ask, Endpoint, Failure, Fetching},
    misconfiguration::Misconfiguration,
    secret::Secret,
};

/// An issuer of opaque tokens in this process, for tests of what an
/// [`Introspection`](crate::Introspection) guards: hand it to
/// [`build_for_tests`](crate::IntrospectionBuilder::build_for_tests). Whatever it did not issue is not
/// active, and what it says is judged as any issuer's answer.
///
/// ```
/// # use axum_secured::{ClaimsOnly, Introspection, Misconfiguration, Secret, testing::TestTokens};
/// # use serde_json::json;
/// # #[derive(serde::Deserialize)] struct Claims { sub: String }
/// # fn test(secret: Secret) -> Result<(), Misconfiguration> {
/// let tokens = TestTokens::new();
/// let bearer = Introspection::at("https://id.example.com/introspect")
///     .client("items-api", secret)
///     .audience("items")
///     .claims_only::<Claims>()
///     .build_for_tests(&tokens)?;
/// let token = tokens.issue(json!({"sub": "ann", "aud": "items", "scope": "items:read"}))?;
/// // Requests with `token` are admitted ..
/// tokens.revoke(&token);
/// // .. until the answer is forgotten, as with any issuer: `.cache(Duration::ZERO)` forgets at once.
/// # Ok(())
/// # }
/// # test(Secret::random()?)?;
/// # Ok::<(), Misconfiguration>(())
/// ```
#[derive(Clone, Default)]
pub struct TestTokens(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// What is said of each token that is active.
    active: HashMap<String, Map<String, Value>>,
    is_down: bool,
}

impl TestTokens {
    /// No tokens yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A token that is active and of type `Bearer`, with these members beside (RFC 7662, section 2.2).
    /// An `exp` in the past makes an expired one.
    ///
    /// # Errors
    /// If the claims are no JSON object, or the system has no randomness.
    pub fn issue(&self, claims: impl Serialize) -> Result<String, Misconfiguration> {
        let Ok(Value::Object(claims)) = serde_json::to_value(claims) else {
            return Err(Misconfiguration::new(
                "the claims of a token are no JSON object",
            ));
        };
        let secret = Secret::random_text()?;
        let token = secret.expose_str().unwrap_or_default().to_owned();
        let mut said = Map::new();
        said.insert("active".to_owned(), Value::Bool(true));
        said.insert("token_type".to_owned(), json!("Bearer"));
        said.extend(claims);
        self.state().active.insert(token.clone(), said);
        Ok(token)
    }

    /// Makes `token` inactive.
    pub fn revoke(&self, token: &str) {
        self.state().active.remove(token);
    }

    /// Begins or ends an outage: while it lasts, nothing is said of any token.
    pub fn set_down(&self, is_down: bool) {
        self.state().is_down = is_down;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ask for TestTokens {
    fn post<'f>(&'f self, _: &'f Endpoint, _: &'f HeaderValue, form: String) -> Fetching<'f> {
        let token = form_urlencoded::parse(form.as_bytes())
            .find(|(name, _)| name == "token")
            .map(|(_, token)| token.into_owned());
        let state = self.state();
        let answer = if state.is_down {
            Err(Failure::Unreachable)
        } else {
            let said = token.and_then(|token| state.active.get(&token).cloned());
            let said = said.map_or_else(|| json!({"active": false}), Value::Object);
            Ok(Answer {
                status: StatusCode::OK,
                body: said.to_string().into_bytes(),
                fresh_for: None,
            })
        };
        Box::pin(async { answer })
    }
}

impl std::fmt::Debug for TestTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TestTokens(..)")
    }
}
