//! Outdated hashes, made anew once their owners have proved to know the password.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{runtime::Handle, sync::Semaphore, time::timeout};
use zeroize::Zeroizing;

use super::{
    hasher::PasswordHasher,
    store::{PasswordStore, Rehashed},
};
use crate::verifier::Source;

/// A store that takes longer would keep all later upgrades waiting.
const PATIENCE: Duration = Duration::from_secs(10);

/// What one verifier knows of its upgrades.
pub(super) struct Upgrades {
    /// One at a time: they are extra work, and a store that cannot keep them is not to be flooded.
    turn: Arc<Semaphore>,
    is_supported: AtomicBool,
    is_failing: AtomicBool,
}

/// The right password of a user, and the hash it was verified with.
pub(super) struct Outdated {
    pub(super) username: String,
    pub(super) hash: String,
    pub(super) password: Zeroizing<String>,
}

impl Upgrades {
    pub(super) fn new(is_supported: bool) -> Self {
        Self {
            turn: Arc::new(Semaphore::new(1)),
            is_supported: AtomicBool::new(is_supported),
            is_failing: AtomicBool::new(false),
        }
    }

    pub(super) fn are_supported(&self) -> bool {
        self.is_supported.load(Ordering::Relaxed)
    }

    #[cfg(test)]
    pub(super) fn is_under_way(&self) -> bool {
        self.turn.available_permits() == 0
    }

    /// Makes the hash anew behind the request, which neither waits for it nor hears of it. Left out if
    /// another is under way: the next login does it.
    pub(super) fn begin<S: PasswordStore>(
        self: &Arc<Self>,
        store: &Arc<S>,
        hasher: &PasswordHasher,
        outdated: Outdated,
    ) {
        let Ok(turn) = Arc::clone(&self.turn).try_acquire_owned() else {
            return;
        };
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        let (upgrades, store, hasher) = (Arc::clone(self), Arc::clone(store), hasher.clone());
        runtime.spawn(async move {
            let kept = timeout(PATIENCE, keep(&*store, &hasher, outdated)).await;
            upgrades.conclude(kept.unwrap_or_else(|_| Err(Source::new("the store is too slow"))));
            drop(turn);
        });
    }

    fn conclude(&self, kept: Result<Option<Rehashed>, Source>) {
        match kept {
            Ok(Some(Rehashed::Unsupported)) => self.is_supported.store(false, Ordering::Relaxed),
            Ok(Some(Rehashed::Kept | Rehashed::Superseded)) => {
                self.is_failing.store(false, Ordering::Relaxed);
            }
            Ok(None) => {}
            // Once an outage, and nothing of its cause: an error's text may quote what it was given.
            Err(_) => {
                if !self.is_failing.swap(true, Ordering::Relaxed) {
                    tracing::warn!(
                        "the store does not keep new password hashes (`PasswordStore::rehashed`): \
                         outdated ones stay as they are"
                    );
                }
            }
        }
    }
}

/// `None` if no hash could be made.
async fn keep<S: PasswordStore>(
    store: &S,
    hasher: &PasswordHasher,
    outdated: Outdated,
) -> Result<Option<Rehashed>, Source> {
    let Some(new) = hasher.upgrade(&outdated.password).await else {
        return Ok(None);
    };
    let Outdated { username, hash, .. } = &outdated;
    store.rehashed(username, hash, &new).await.map(Some)
}
