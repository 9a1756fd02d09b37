//! A verifier that does what the credential says.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use axum_secured::{
    ApiKey, Basic, BearerToken, ClientCertificate, Context, Settings, Verdict, Verified, Verifier,
};

/// Does what the credential says, and counts how often it was asked.
///
/// `denied`, `throttled` (for one and a half seconds), `down`, `panic` and `hang` do that; `ok` with scopes behind it (`ok.r.w`) is valid and
/// yields the principal `scheme:credential`; `slow` is the same after a second; anything else is
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
        let scopes = match script {
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
                Some(scopes) => scopes,
                None => return Verdict::Invalid,
            },
        };
        Verdict::Valid(
            Verified::new(format!("{}:{script}", context.scheme().name))
                .scopes(context.scopes(&scopes.replace('.', " ")))
                .subject("sub"),
        )
    }
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
