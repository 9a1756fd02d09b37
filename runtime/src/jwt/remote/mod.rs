//! Keys that move: fetched from a provider, kept while they serve, fetched again when they do not.

mod place;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use tokio::{
    sync::watch,
    time::{Instant, timeout},
};

pub(super) use self::place::Place;
use super::{
    algorithm::{Algorithm, Family},
    flaw::Flaw,
    key::Keys,
    trusted::NoKey,
};
use crate::fetch::{Failure, Fetch};

/// How long keys are fresh if the provider does not say, and the bounds of what it may say.
const FRESH: Duration = Duration::from_secs(10 * 60);
const FRESH_AT_LEAST: Duration = Duration::from_secs(60);
const FRESH_AT_MOST: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a provider is left alone after it answered, and after it did not.
const COOL_DOWN: Duration = Duration::from_secs(30);
const RETRY: Duration = Duration::from_secs(5);
/// No attempt takes longer, unless its runtime stands still.
const LONGEST: Duration = Duration::from_secs(15);

/// The keys of one provider.
pub(super) struct RemoteKeys(Arc<Shared>);

struct Shared {
    place: Place,
    /// What RSA keys that name no algorithm are used with.
    rsa: Option<Algorithm>,
    fetch: Box<dyn Fetch>,
    known: RwLock<Option<Known>>,
    attempts: Mutex<Attempts>,
    /// Counts the attempts that are over.
    over: watch::Sender<u64>,
}

#[derive(Clone)]
struct Known {
    keys: Arc<Keys>,
    stale_at: Instant,
}

#[derive(Default)]
struct Attempts {
    /// How many there were; that is the number of the newest.
    count: u64,
    /// Since when the newest runs, until it is over.
    running: Option<Instant>,
    last: Option<(Instant, Result<(), Failure>)>,
}

impl RemoteKeys {
    pub(super) fn new(place: Place, rsa: Option<Algorithm>, fetch: impl Fetch) -> Self {
        Self(Arc::new(Shared {
            place,
            rsa,
            fetch: Box::new(fetch),
            known: RwLock::default(),
            attempts: Mutex::default(),
            over: watch::Sender::new(0),
        }))
    }

    /// Keys among which is one for a token of this header. It waits for the provider only where the
    /// keys known so far have none; many requests wait for one fetch.
    pub(super) async fn for_token(
        &self,
        algorithm: Algorithm,
        kid: Option<&str>,
    ) -> Result<Arc<Keys>, NoKey> {
        if matches!(algorithm.family(), Family::Hmac(_)) {
            // Nobody publishes secrets: no fetch would help.
            return Err(NoKey::Flaw(Flaw::Algorithm));
        }
        if let Some(known) = self.0.known()
            && !known.keys.lacks(algorithm, kid)
        {
            if known.stale_at <= Instant::now() {
                self.0.start();
            }
            return Ok(known.keys);
        }
        let attempt = self.0.attempt().await;
        let known = self.0.known();
        match (known, attempt) {
            (Some(known), _) if !known.keys.lacks(algorithm, kid) => Ok(known.keys),
            (_, Err(failure)) => Err(NoKey::Unavailable(failure)),
            (_, Ok(())) => Err(NoKey::Flaw(Flaw::UnknownKey)),
        }
    }

    /// Whether none known so far is for a token of this header.
    pub(super) fn lack(&self, algorithm: Algorithm, kid: Option<&str>) -> bool {
        self.0
            .known()
            .is_none_or(|known| known.keys.lacks(algorithm, kid))
    }

    pub(super) fn place(&self) -> String {
        format!("{:?}", self.0.place)
    }

    /// Fetches the keys, unless some are known.
    pub(super) async fn prefetch(&self) -> Result<(), Failure> {
        if self.0.known().is_some() {
            return Ok(());
        }
        self.0.attempt().await
    }
}

impl Shared {
    fn known(&self) -> Option<Known> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.clone()
    }

    fn attempts(&self) -> MutexGuard<'_, Attempts> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The attempt that is running or, if it is time, a new one; else the last.
    async fn attempt(self: &Arc<Self>) -> Result<(), Failure> {
        let mut over = self.over.subscribe();
        if self.start() {
            // The sender lives as long as `self`.
            if timeout(LONGEST, over.changed()).await.is_err() {
                return Err(Failure::TooSlow);
            }
        }
        let attempts = self.attempts();
        attempts.last.map_or(Ok(()), |(_, outcome)| outcome)
    }

    /// Starts an attempt if it is time. Whether one is running.
    fn start(self: &Arc<Self>) -> bool {
        let mut attempts = self.attempts();
        if let Some(since) = attempts.running
            && since.elapsed() < LONGEST
        {
            return true;
        }
        if let Some((at, outcome)) = attempts.last {
            let pause = if outcome.is_ok() { COOL_DOWN } else { RETRY };
            if at.elapsed() < pause {
                return false;
            }
        }
        attempts.count += 1;
        attempts.running = Some(Instant::now());
        let number = attempts.count;
        // A runtime that ends, or none, drops the attempt here and now, which takes the lock again.
        drop(attempts);
        // In a task of its own: the request that asked first may be gone before the answer is there.
        let mut attempt = Attempt {
            shared: Arc::clone(self),
            number,
            outcome: Err(Failure::Unreachable),
        };
        tokio::spawn(async move { attempt.run().await });
        true
    }
}

/// An attempt, over when it is dropped: also if its task is cancelled or panics. It leaves no trace if
/// there is a newer one by then.
struct Attempt {
    shared: Arc<Shared>,
    number: u64,
    outcome: Result<(), Failure>,
}

impl Attempt {
    async fn run(&mut self) {
        self.outcome = self.refresh().await;
        match self.outcome {
            Ok(()) => tracing::debug!(provider = ?self.shared.place, "keys fetched"),
            Err(failure) => tracing::warn!(
                provider = ?self.shared.place,
                %failure,
                "keys could not be fetched; those known so far stay in use"
            ),
        }
    }

    async fn refresh(&self) -> Result<(), Failure> {
        let shared = &*self.shared;
        let answer = shared.place.fetch(&*shared.fetch).await?;
        let keys = Keys::published(&answer.body, shared.rsa).map_err(Failure::Content)?;
        let fresh = answer
            .fresh_for
            .unwrap_or(FRESH)
            .clamp(FRESH_AT_LEAST, FRESH_AT_MOST);
        let known = Known {
            keys: Arc::new(keys),
            stale_at: Instant::now() + fresh,
        };
        let attempts = shared.attempts();
        if attempts.count == self.number {
            *shared.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
        }
        Ok(())
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        {
            let mut attempts = self.shared.attempts();
            if attempts.count != self.number {
                return;
            }
            attempts.running = None;
            attempts.last = Some((Instant::now(), self.outcome));
        }
        self.shared.over.send_modify(|over| *over += 1);
    }
}

impl fmt::Debug for RemoteKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RemoteKeys").field(&self.0.place).finish()
    }
}

#[cfg(test)]
mod tests;
