//! `Introspection`: opaque bearer tokens, about which their issuer is asked (RFC 7662).

mod builder;
mod memory;

use std::{
    fmt,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, SystemTime},
};

use http::{HeaderValue, StatusCode};

use tokio::sync::Semaphore;

pub use self::builder::IntrospectionBuilder;
use self::memory::Memory;
use crate::{
    credential::BearerToken,
    fetch::{Ask, Endpoint, Failure},
    jwt::{
        Accounts, Clock,
        flaw::Flaw,
        json::{self, Member},
        policy::{Claim, Intended, Policy},
    },
    practices::Practices,
    scheme::Scheme,
    settings::Settings,
    verifier::{Context, Facts, Verdict, Verifier},
};

/// Verifies bearer tokens by asking their issuer about each (RFC 7662), and finds the account behind
/// them.
///
/// A token is valid if the issuer says that it is active and of type `Bearer`, and what it says of
/// dates, audience and, where it is configured, issuer, fits. Tokens bound to a key (`cnf`) are
/// refused. Then [`Accounts::load`] has the last word; its claims are read from the issuer's answer.
///
/// What an issuer said of an active token is remembered for 30 seconds unless
/// [`cache`](IntrospectionBuilder::cache) says otherwise, and never beyond the token's `exp`: for
/// that long a revoked token still counts. While the issuer cannot be asked, or says what cannot be
/// understood, the answer is 503: never 401, and never open. It is asked 64 questions at a time at most.
///
/// ```no_run
/// # use axum_secured::{Accounts, Introspection, Misconfiguration, Secret};
/// # fn build<U: Accounts>(users: U) -> Result<Introspection<U>, Misconfiguration> {
/// Introspection::at("https://id.example.com/introspect")
///     .client("items-api", Secret::env("INTROSPECTION_SECRET")?)
///     .audience("https://items.example.com")
///     .accounts(users)
///     .build()
/// # }
/// ```
pub struct Introspection<A> {
    accounts: A,
    endpoint: Endpoint,
    authorization: HeaderValue,
    issuer: Box<dyn Ask>,
    /// Permits to ask.
    questions: Semaphore,
    is_down: AtomicBool,
    memory: Memory,
    untyped: bool,
    intended: Intended,
    policy: Policy,
    clock: Box<dyn Clock>,
    settings: Settings,
}

/// How many questions are open at a time.
const MAX_QUESTIONS: usize = 64;

impl Introspection<()> {
    /// Tokens about which the introspection endpoint at `url` is asked: `https`, or `http` on this
    /// machine. Redirects are not followed, and no proxy is used for `http`.
    pub fn at(url: impl Into<String>) -> IntrospectionBuilder<()> {
        IntrospectionBuilder::new(url.into())
    }
}

/// Why a token is not accepted.
#[derive(Debug)]
enum Refused {
    Flaw(Flaw),
    /// The issuer says that it is not active.
    Inactive,
    Unavailable(Failure),
    /// The clock is before 1970.
    Timeless,
}

const NOT_UNDERSTOOD: Refused = Refused::Unavailable(Failure::Content(
    "its answer is not one of RFC 7662, section 2.2",
));

/// What an issuer says of an active token that is meant for us.
struct Checked<C> {
    claims: C,
    facts: Facts,
    /// `exp`, since 1970.
    expires: Option<Duration>,
}

impl<A: Accounts> Introspection<A> {
    async fn judge(
        &self,
        token: &str,
        context: &Context<'_>,
    ) -> Result<Checked<A::Claims>, Refused> {
        let now = self.now()?;
        if let Some(answer) = self.memory.recall(token, now) {
            return self.check(&answer, now, context);
        }
        let asked = self.ask(token, context).await;
        match &asked {
            // Once an outage: strangers decide how often it is noticed.
            Err(Refused::Unavailable(failure)) => {
                if !self.is_down.swap(true, Ordering::Relaxed) {
                    tracing::warn!(endpoint = ?self.endpoint, %failure, "no introspection");
                }
            }
            _ => self.is_down.store(false, Ordering::Relaxed),
        }
        asked
    }

    async fn ask(&self, token: &str, context: &Context<'_>) -> Result<Checked<A::Claims>, Refused> {
        // Closed never.
        let _permit = self.questions.acquire().await;
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("token", token)
            .append_pair("token_type_hint", "access_token")
            .finish();
        let answer = self
            .issuer
            .post(&self.endpoint, &self.authorization, form)
            .await
            .map_err(Refused::Unavailable)?;
        if answer.status != StatusCode::OK {
            return Err(refused(&answer.body));
        }
        // Time has passed.
        let now = self.now()?;
        let checked = self.check(&answer.body, now, context)?;
        self.memory.keep(token, &answer.body, checked.expires);
        Ok(checked)
    }

    fn now(&self) -> Result<Duration, Refused> {
        self.clock
            .now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_err(|_| Refused::Timeless)
    }

    /// Judges what the issuer says.
    fn check(
        &self,
        answer: &[u8],
        now: Duration,
        context: &Context<'_>,
    ) -> Result<Checked<A::Claims>, Refused> {
        let members = json::members::<2>(answer, |name| match name {
            "active" => Some(0),
            "token_type" => Some(1),
            _ => None,
        })
        .ok_or(NOT_UNDERSTOOD)?;
        match members.get(0) {
            Some(Member::Bool(true)) => {}
            Some(Member::Bool(false)) => return Err(Refused::Inactive),
            _ => return Err(NOT_UNDERSTOOD),
        }
        // A refresh token may be active as well, and has no type or another one.
        let is_bearer = match members.get(1) {
            None => self.untyped,
            Some(Member::Text(kind)) => kind.eq_ignore_ascii_case("Bearer"),
            Some(_) => false,
        };
        if !is_bearer {
            return Err(Refused::Flaw(Flaw::Type));
        }
        let claims = self.policy.read(answer).ok_or(NOT_UNDERSTOOD)?;
        let facts = self
            .policy
            .check(&claims, &self.intended, now, context)
            .map_err(Refused::Flaw)?;
        let expires = claims.date(Claim::Exp).map_err(Refused::Flaw)?;
        let claims = serde_json::from_slice(answer).map_err(|_| Refused::Flaw(Flaw::Shape))?;
        Ok(Checked {
            claims,
            facts,
            expires,
        })
    }
}

/// What an error response means (RFC 6749, section 5.2). Some issuers answer so about tokens of a kind
/// they do not introspect, self-contained ones for example; the caller chose the token, so it is
/// not the issuer that is at fault. Everything else is about us.
fn refused(answer: &[u8]) -> Refused {
    let error = json::members::<1>(answer, |name| (name == "error").then_some(0));
    match error.as_ref().and_then(|members| members.get(0)) {
        Some(Member::Text(code)) if code == "unsupported_token_type" => Refused::Inactive,
        _ => Refused::Unavailable(Failure::Status),
    }
}

impl<A: Accounts> Verifier<BearerToken> for Introspection<A> {
    type Principal = A::Principal;

    async fn verify(
        &self,
        credential: BearerToken,
        context: &Context<'_>,
    ) -> Verdict<A::Principal> {
        let Checked { claims, facts, .. } = match self.judge(credential.expose(), context).await {
            Ok(checked) => checked,
            Err(Refused::Inactive) => {
                tracing::debug!(reason = "inactive", "token refused");
                return Verdict::Invalid;
            }
            Err(Refused::Flaw(flaw)) => {
                tracing::debug!(reason = flaw.code(), "token refused");
                return Verdict::Invalid;
            }
            Err(Refused::Unavailable(failure)) => return Verdict::unavailable(failure),
            Err(Refused::Timeless) => return Verdict::unavailable("the clock is before 1970"),
        };
        drop(credential);
        self.accounts.load(claims).await.completed(facts)
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn practices(&self, scheme: &Scheme) -> Practices {
        // Whose tokens they are, its one issuer says; how long they live, it says each time.
        self.intended.practices_of_audience(scheme)
    }
}

impl<A> fmt::Debug for Introspection<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Introspection")
            .field("endpoint", &self.endpoint)
            .field("intended", &self.intended)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
