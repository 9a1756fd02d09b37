//! Revocations: access tokens that count no more, although they have not expired.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use super::store::{RevokedDigest, TokenStore};
use crate::{misconfiguration::Misconfiguration, verifier::Source};

const LONGEST_WITHIN: Duration = Duration::from_secs(300);

/// How many answers of the store are remembered: some six megabytes.
const REMEMBERED: usize = 65_536;

/// Knows which access tokens were revoked, from a [`TokenStore`] that may be shared by many processes.
///
/// [`JwtBuilder::revocations`](crate::JwtBuilder::revocations) has it asked about every token. What is
/// revoked through it is refused in this process at once; what another process revoked, within the time
/// it was [told](RevocationsBuilder::within), as no older answer of the store counts. While the store
/// cannot be asked, tokens about which no such answer is at hand are answered 503.
///
/// Clones are one and the same.
#[derive(Clone)]
pub struct Revocations(Arc<Inner>);

struct Inner {
    store: Box<dyn Ask>,
    within: Duration,
    answers: Cache<RevokedDigest, Answer>,
    /// How often something was revoked here. An answer that the store gave meanwhile may be outdated.
    count: Mutex<u64>,
}

/// Configures [`Revocations`].
#[must_use = "what `build` returns knows what was revoked"]
pub struct RevocationsBuilder {
    store: Box<dyn Ask>,
    within: Duration,
}

/// What is known of an identifier.
#[derive(Debug, Clone, Copy)]
enum Answer {
    Revoked,
    /// It was not, when the store was asked at this time.
    Live(Instant),
}

/// What identifies a token: itself and, if it comes from one, its log-in.
#[derive(Debug)]
pub(crate) struct Identifiers {
    token: RevokedDigest,
    session: Option<RevokedDigest>,
}

impl Revocations {
    /// As `store` knows them.
    #[allow(clippy::new_ret_no_self)]
    pub fn new(store: impl TokenStore) -> RevocationsBuilder {
        RevocationsBuilder {
            store: Box::new(store),
            within: Duration::from_secs(5),
        }
    }

    /// Revokes the token `id` (`jti`) of `issuer` (`iss`); it is remembered until the time `until`, when
    /// the token has expired for the most lenient verifier.
    ///
    /// # Errors
    /// If the store cannot be asked: it may be revoked or not.
    pub async fn revoke_token(
        &self,
        issuer: &str,
        id: &str,
        until: SystemTime,
    ) -> Result<(), Source> {
        self.revoke(token(issuer, id), until).await
    }

    /// Revokes every token of the log-in `session` (`sid`); it is remembered until the time `until`, when
    /// the last of its tokens has expired for the most lenient verifier.
    ///
    /// # Errors
    /// If the store cannot be asked: it may be revoked or not.
    pub async fn revoke_session(&self, session: &str, until: SystemTime) -> Result<(), Source> {
        self.revoke(digest("sid", [session, ""]), until).await
    }

    async fn revoke(&self, revoked: RevokedDigest, until: SystemTime) -> Result<(), Source> {
        let outcome = self.0.store.revoke(revoked, until).await;
        let mut count = self.count();
        *count = count.wrapping_add(1);
        match outcome {
            Ok(()) => self.0.answers.insert(revoked, Answer::Revoked),
            // It may have been revoked all the same: the store has to be asked again.
            Err(_) => drop(self.0.answers.remove(&revoked)),
        }
        outcome
    }

    /// Whether the token counts no more.
    ///
    /// # Errors
    /// If nobody can tell.
    pub(crate) async fn are_revoked(&self, of: &Identifiers) -> Result<bool, Source> {
        let now = Instant::now();
        let all = [Some(of.token), of.session];
        let mut is_fresh = true;
        for id in all.iter().flatten() {
            match self.0.answers.get(id) {
                Some(Answer::Revoked) => return Ok(true),
                Some(Answer::Live(at)) => is_fresh &= now.duration_since(at) < self.0.within,
                None => is_fresh = false,
            }
        }
        if is_fresh {
            return Ok(false);
        }
        let before = *self.count();
        let asked = match of.session {
            Some(session) => self.0.store.ask(&[of.token, session]).await,
            None => self.0.store.ask(&[of.token]).await,
        };
        let is_revoked = asked?;
        if is_revoked {
            self.0.answers.insert(of.token, Answer::Revoked);
        } else if !self.0.within.is_zero() {
            let count = self.count();
            if *count == before {
                for id in all.into_iter().flatten() {
                    self.0.answers.insert(id, Answer::Live(now));
                }
            }
        }
        Ok(is_revoked)
    }

    fn count(&self) -> MutexGuard<'_, u64> {
        self.0.count.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RevocationsBuilder {
    /// After how long at most a revocation by another process holds here: 5 seconds unless given, 300 at
    /// most. With zero the store is asked about every request.
    pub fn within(mut self, within: Duration) -> Self {
        self.within = within;
        self
    }

    /// What knows of them.
    ///
    /// # Errors
    /// If the bound is more than 300 seconds.
    pub fn build(self) -> Result<Revocations, Misconfiguration> {
        if self.within > LONGEST_WITHIN {
            return Err(Misconfiguration::new(
                "`within` of `Revocations` is more than 300 seconds",
            ));
        }
        Ok(Revocations(Arc::new(Inner {
            store: self.store,
            within: self.within,
            answers: Cache::new(REMEMBERED),
            count: Mutex::new(0),
        })))
    }
}

impl Identifiers {
    pub(crate) fn new(issuer: &str, id: &str, session: Option<&str>) -> Self {
        Self {
            token: token(issuer, id),
            session: session.map(|session| digest("sid", [session, ""])),
        }
    }
}

/// Tokens of several issuers may have the same identifier.
fn token(issuer: &str, id: &str) -> RevokedDigest {
    digest("jti", [issuer, id])
}

fn digest(kind: &str, parts: [&str; 2]) -> RevokedDigest {
    let mut hash = Sha256::new().chain_update(kind);
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// A store whose type is forgotten, so that verifiers need not name it.
trait Ask: Send + Sync {
    fn ask<'a>(&'a self, any_of: &'a [RevokedDigest]) -> Pending<'a, bool>;
    fn revoke(&self, revoked: RevokedDigest, until: SystemTime) -> Pending<'_, ()>;
}

type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, Source>> + Send + 'a>>;

impl<S: TokenStore> Ask for S {
    fn ask<'a>(&'a self, any_of: &'a [RevokedDigest]) -> Pending<'a, bool> {
        Box::pin(self.is_revoked(any_of))
    }

    fn revoke(&self, revoked: RevokedDigest, until: SystemTime) -> Pending<'_, ()> {
        Box::pin(TokenStore::revoke(self, revoked, until))
    }
}

impl fmt::Debug for Revocations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revocations")
            .field("within", &self.0.within)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RevocationsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevocationsBuilder")
            .field("within", &self.within)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
