//! The machinery that hashes passwords: off the runtime's threads, bounded, alike for everyone.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::available_parallelism,
};

use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
};
use zeroize::Zeroizing;

use super::hash::{Argon2Cost, Cost, Hash, MAX_PASSWORD, is_weaker};
use crate::{
    misconfiguration::Misconfiguration,
    practices::{Practice, Practices},
    verifier::Source,
};

pub use upgrade::Checked;

mod upgrade;

/// More kinds of hashes are not prepared for, as each attempt computes one of each.
const MAX_KINDS: usize = 4;

/// Hashes and verifies passwords on threads of their own, a bounded number at a time.
///
/// One attempt costs the same whether the user exists or not, so that nobody learns from the time
/// taken which user names exist (OWASP ASVS 5.0, 6.3.8). This holds for hashes of the prepared kinds:
/// those of [`hash_password`](super::hash_password), or those given to [`PasswordHasher::hashed_like`].
///
/// A clone shares the bound. An application that both has [`Passwords`](crate::Passwords) and a login
/// of its own gives both the same hasher.
///
/// ```
/// use axum_secured::PasswordHasher;
///
/// async fn login(hasher: &PasswordHasher, stored: Option<&str>, password: &str) -> bool {
///     // `None`, where there is no such user, costs as much as a wrong password.
///     hasher.verify(stored, password).await.unwrap_or(false)
/// }
/// ```
#[derive(Clone)]
pub struct PasswordHasher {
    permits: Arc<Semaphore>,
    /// For those that wait, too: where hundreds do, one more would wait in vain.
    places: Arc<Semaphore>,
    decoys: Arc<[Hash]>,
    /// Of the hashes it makes.
    own: Argon2Cost,
    has_warned: Arc<AtomicBool>,
    has_warned_of_own: Arc<AtomicBool>,
    #[cfg(test)]
    pub(super) computed: Arc<std::sync::Mutex<Vec<Cost>>>,
}

impl PasswordHasher {
    /// As many computations at a time as there are cores, each of 19 MiB.
    pub fn new() -> Self {
        let jobs = available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            permits: Arc::new(Semaphore::new(jobs)),
            places: Arc::new(Semaphore::new(places(jobs))),
            decoys: Arc::new([Cost::DEFAULT.decoy()]),
            own: Argon2Cost::DEFAULT,
            has_warned: Arc::default(),
            has_warned_of_own: Arc::default(),
            #[cfg(test)]
            computed: Arc::default(),
        }
    }

    /// With at most `jobs` computations at a time, in this and all later clones. A hundred times as many
    /// are under way or wait for their turn; the next is turned away at once.
    ///
    /// # Errors
    /// If `jobs` is zero or beyond counting.
    pub fn concurrency(mut self, jobs: usize) -> Result<Self, Misconfiguration> {
        if jobs == 0 || jobs > Semaphore::MAX_PERMITS {
            return Err(Misconfiguration::new(format!(
                "{jobs} is no possible number of passwords hashed at a time"
            )));
        }
        self.permits = Arc::new(Semaphore::new(jobs));
        self.places = Arc::new(Semaphore::new(places(jobs)));
        Ok(self)
    }

    /// Prepared for stored hashes that cost what `hashes` cost, and for no others. While hashes of
    /// several kinds are stored, during a migration from bcrypt for example, give one of each: an
    /// attempt then computes one hash of each kind.
    ///
    /// # Errors
    /// If one of them would not be accepted, there is none, or they are of more than four kinds.
    pub fn hashed_like<H: AsRef<str>>(
        self,
        hashes: impl IntoIterator<Item = H>,
    ) -> Result<Self, Misconfiguration> {
        let costs = hashes
            .into_iter()
            .zip(1..)
            .map(|(hash, place)| {
                Hash::parse(
                    hash.as_ref(),
                    &format!("example {place} of a password hash"),
                )
                .map(|hash| hash.cost())
            })
            .collect::<Result<Vec<_>, _>>()?;
        self.prepared_for(costs)
    }

    /// With new hashes of another cost, and prepared for these too: so many KiB of `memory`, so many
    /// `passes` over it and `lanes`; the default is 19456, 2 and 1. Each attempt
    /// takes as much memory and time, and while hashes of the default cost are stored it computes one
    /// of each. Once none is left, name the one kind that is with [`Self::hashed_like`].
    ///
    /// ```
    /// use axum_secured::PasswordHasher;
    ///
    /// let hasher = PasswordHasher::new().cost(64 * 1024, 3, 1)?;
    /// let of_default_cost = axum_secured::passwords::hash_password("correct horse")?;
    /// assert!(hasher.is_outdated(&of_default_cost));
    /// # Ok::<(), axum_secured::Misconfiguration>(())
    /// ```
    ///
    /// # Errors
    /// If one of them is below the default, or above what is accepted of a stored hash (256 MiB, 16
    /// passes, 8 lanes), or there are four other kinds of hashes to be prepared for.
    pub fn cost(mut self, memory: u32, passes: u32, lanes: u32) -> Result<Self, Misconfiguration> {
        self.own = Argon2Cost::chosen(memory, passes, lanes)?;
        let kinds: Vec<Cost> = self.decoys.iter().map(Hash::cost).collect();
        let own = Cost::Argon2id(self.own);
        self.prepared_for(kinds.into_iter().chain([own]))
    }

    /// Which of the hashes it is prepared for are weaker than OWASP's figures: argon2id of 19 MiB and 2
    /// passes or its equals, bcrypt of cost 10.
    pub fn practices(&self) -> Practices {
        self.practices_of("PasswordHasher")
    }

    pub(super) fn practices_of(&self, subject: &str) -> Practices {
        let kinds = self.decoys.iter().map(Hash::cost);
        kinds
            .filter(|kind| kind.is_weak())
            .fold(Practices::new(), |found, kind| {
                found.with(Practice::WeakPasswordHash, subject, kind.to_string())
            })
    }

    pub(super) fn prepared_for(
        mut self,
        costs: impl IntoIterator<Item = Cost>,
    ) -> Result<Self, Misconfiguration> {
        let mut kinds: Vec<Cost> = Vec::new();
        for cost in costs {
            if !kinds.contains(&cost) {
                kinds.push(cost);
            }
        }
        if kinds.is_empty() {
            return Err(Misconfiguration::new(
                "there is no password hash to prepare for",
            ));
        }
        if kinds.len() > MAX_KINDS {
            return Err(Misconfiguration::new(format!(
                "password hashes are of {} kinds, but one attempt computes at most {MAX_KINDS}; \
                 hash some anew",
                kinds.len()
            )));
        }
        self.decoys = kinds.into_iter().map(Cost::decoy).collect();
        Ok(self)
    }

    /// Hashes `password` for storage, when its turn has come: as
    /// [`hash_password`](super::hash_password) does, or at the [cost](Self::cost) of this hasher.
    ///
    /// # Errors
    /// If `password` is empty or longer than [`MAX_PASSWORD`], too many others wait for their turn,
    /// the system has no randomness or memory left, or there is no tokio runtime.
    pub async fn hash(&self, password: &str) -> Result<String, Source> {
        let own = self.own;
        if password.len() > MAX_PASSWORD {
            return own.hash(password).map_err(Source::new);
        }
        let password = Zeroizing::new(password.to_owned());
        self.run(move || own.hash(&password))
            .await?
            .map_err(Source::new)
    }

    /// Whether `hash` is weaker than those this hasher makes, bcrypt for one, or nothing that is
    /// accepted. A stronger one is not outdated.
    pub fn is_outdated(&self, hash: &str) -> bool {
        is_weaker(hash, self.own)
    }

    /// Whether `hash` is the hash of `password`; `None` stands for a user that does not exist, which
    /// costs as much as one that does. A password over [`MAX_PASSWORD`] is never right. Neither is any
    /// for a `hash` that would not be accepted (empty or `!` for an account that is locked, of another
    /// algorithm, too costly): that looks and costs like a user that does not exist, and is logged.
    ///
    /// # Errors
    /// If too many others wait for their turn, there is no memory left or there is no tokio runtime:
    /// refuse the caller, it could not be decided.
    pub async fn verify(&self, hash: Option<&str>, password: &str) -> Result<bool, Source> {
        let stored = hash.and_then(|hash| {
            Hash::parse(hash, "a stored password hash")
                .inspect_err(|why| tracing::error!("{why}: nobody can sign in with it"))
                .ok()
        });
        let (work, decisive) = self.work(stored);
        let is_short = password.len() <= MAX_PASSWORD;
        let password = Zeroizing::new(if is_short { password } else { "" }.to_owned());
        #[cfg(test)]
        let computed = Arc::clone(&self.computed);
        let matched = self
            .run(move || {
                let mut matched = false;
                for (index, hash) in work.iter().enumerate() {
                    #[cfg(test)]
                    computed
                        .lock()
                        .into_iter()
                        .for_each(|mut log| log.push(hash.cost()));
                    let is_match = hash.is_of(password.as_bytes())?;
                    matched |= is_match && decisive == Some(index);
                }
                Ok::<_, argon2::Error>(matched)
            })
            .await?
            .map_err(Source::new)?;
        Ok(matched && is_short)
    }

    /// What an attempt computes, and which of it decides.
    fn work(&self, stored: Option<Hash>) -> (Vec<Hash>, Option<usize>) {
        let mut work = self.decoys.to_vec();
        let Some(stored) = stored else {
            return (work, None);
        };
        if let Some(index) = work.iter().position(|decoy| decoy.cost() == stored.cost()) {
            work[index] = stored;
            return (work, Some(index));
        }
        if !self.has_warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "a stored password hash is of a kind that was not prepared for: its owner can be \
                 told from unknown users by time (`PasswordHasher::hashed_like`)"
            );
        }
        (vec![stored], Some(0))
    }

    /// Runs `job` on a thread where it may block, when its turn has come.
    async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Source> {
        // Before it waits: without a runtime it would do so for ever.
        Handle::try_current().map_err(Source::new)?;
        let _place = self
            .places
            .try_acquire()
            .map_err(|_| Source::new("too many passwords wait to be hashed"))?;
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(Source::new)?;
        self.run_with(permit, job).await
    }

    /// Runs `job` at once. Its permit is returned when the job ends, however soon the caller goes away:
    /// requests that are cut off cannot pile up work.
    async fn run_with<T: Send + 'static>(
        &self,
        permit: OwnedSemaphorePermit,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Source> {
        Handle::try_current()
            .map_err(Source::new)?
            .spawn_blocking(move || {
                let outcome = job();
                drop(permit);
                outcome
            })
            .await
            .map_err(Source::new)
    }
}

/// How many may wait or be served, at some twenty milliseconds each: within two seconds.
fn places(jobs: usize) -> usize {
    jobs.saturating_mul(100).min(Semaphore::MAX_PERMITS)
}

impl Default for PasswordHasher {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for PasswordHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordHasher")
            .field("idle", &self.permits.available_permits())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(crate) mod tests;
