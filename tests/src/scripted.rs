//! A verifier that does what the credential says.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, SystemTime},
};

use axum_secured::{
    ApiKey, Basic, BearerToken, ClientCertificate, Context, Settings, Verdict, Verified, Verifier,
};

/// Does what the credential says, and counts how often it was asked.
///
/// `denied`, `throttled` (for one and a half seconds), `down`, `panic` and `hang` do that; `ok` with
/// words behind it (see [`verified`]) is valid and yields the principal `scheme:credential`; `slow` is
/// the same after a second; anything else is
/// invalid.
#[derive(Debug, Clone, Default)]
pub struct Scripted {
    asked: Arc<AtomicUsize>,
    settings: Settings,
}

impl Scripted {
    /// One with these settings. Clones count together.
    pub fn new(settings: Settings) -> Self {
        Self {
            asked: Arc::default(),
            settings,
        }
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Relaxed)
    }

    /// What it says to `script`; for verifiers of credentials that only a test knows.
    ///
    /// # Panics
    /// If the script says so.
    pub async fn answer(&self, script: &str, context: &Context<'_>) -> Verdict<String> {
        self.asked.fetch_add(1, Relaxed);
        let words = match script {
            "denied" => return Verdict::Denied("scripted: a reason nobody is told"),
            "throttled" => return Verdict::Throttled(Duration::from_millis(1500)),
            "down" => return Verdict::unavailable("postgres://user:hunter2@db"),
            "panic" => panic!("scripted"),
            "hang" => return std::future::pending().await,
            script if script.starts_with("slow") => {
                tokio::time::sleep(Duration::from_secs(1)).await;
                &script[4..]
            }
            script => match script.strip_prefix("ok") {
                Some(words) => words,
                None => return Verdict::Invalid,
            },
        };
        let principal = format!("{}:{script}", context.scheme().name);
        Verdict::Valid(verified(principal, words, context).subject("sub"))
    }
}

/// What the words say, each behind a dot: a scope, a role (`/editor`), a level (`~mfa`), or how many
/// seconds ago the caller authenticated (`+60`).
pub fn verified<P>(principal: P, words: &str, context: &Context<'_>) -> Verified<P> {
    let each = || words.split('.').skip(1);
    let roles: Vec<_> = each().filter_map(|word| word.strip_prefix('/')).collect();
    let mut verified = Verified::new(principal)
        .scopes(context.scopes(&words.replace('.', " ")))
        .roles(context.roles(&roles.join(" ")));
    for word in each() {
        if let Some(level) = word.strip_prefix('~') {
            verified = verified.level(level);
        }
        let seconds = word.strip_prefix('+').and_then(|text| text.parse().ok());
        if let Some(seconds) = seconds {
            let at = SystemTime::now() - Duration::from_secs(seconds);
            verified = verified.authenticated_at(at);
        }
    }
    verified
}

impl Verifier<ApiKey> for Scripted {
    type Principal = String;
    const THROTTLES: bool = true;

    async fn verify(&self, key: ApiKey, context: &Context<'_>) -> Verdict<String> {
        self.answer(key.expose(), context).await
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl Verifier<BearerToken> for Scripted {
    type Principal = String;
    const THROTTLES: bool = true;

    async fn verify(&self, token: BearerToken, context: &Context<'_>) -> Verdict<String> {
        self.answer(token.expose(), context).await
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl Verifier<Basic> for Scripted {
    type Principal = String;
    const THROTTLES: bool = true;

    async fn verify(&self, basic: Basic, context: &Context<'_>) -> Verdict<String> {
        self.answer(basic.expose_password(), context).await
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }
}

/// The script stands where others have DER.
impl Verifier<ClientCertificate> for Scripted {
    type Principal = String;
    const THROTTLES: bool = true;

    async fn verify(&self, shown: ClientCertificate, context: &Context<'_>) -> Verdict<String> {
        let script = str::from_utf8(shown.der()).unwrap_or_default();
        self.answer(script, context).await
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }
}
