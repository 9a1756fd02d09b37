//! Permits: attempts that may be made, and how long to wait where none may.

use std::{error::Error, fmt, time::Duration};

use super::{Asked, Attempts, Inner};
use crate::{refusal::whole_seconds, verifier::Verdict};

/// An attempt that may be made. Dropped, it has failed.
#[must_use = "an attempt that is dropped has failed"]
pub struct Permit {
    pub(super) attempts: Attempts,
    pub(super) asked: Asked,
    /// Until when the next attempt at the account has to wait, if this one counts for it.
    pub(super) until: Option<u64>,
    pub(super) is_shared: bool,
}

impl Permit {
    /// It was the right password: the attempt counts no more, and its address is known from now on.
    pub async fn succeeded(self) {
        self.give_back(true).await;
    }

    /// It was not.
    pub fn failed(self) {}

    /// Nobody could tell: the attempt counts no more.
    pub async fn withdrawn(self) {
        self.give_back(false).await;
    }

    /// What became of it, by the verdict. Whoever is denied has proven who they are.
    pub fn settled<P>(self, verdict: &Verdict<P>) -> impl Future<Output = ()> + Send + use<P> {
        // Looked at before anything is waited for: principals need not be shared between threads.
        let succeeded = match verdict {
            Verdict::Valid(_) | Verdict::Denied(_) => Some(true),
            Verdict::Unavailable(_) | Verdict::Throttled(_) => Some(false),
            Verdict::Invalid => None,
        };
        async move {
            if let Some(succeeded) = succeeded {
                self.give_back(succeeded).await;
            }
        }
    }

    /// What `asked` says, which has `deadline` at most. Whoever takes longer says nothing: then the
    /// attempt counts no more, and that is seen to within the deadline, at which the caller is dropped.
    #[cfg(any(feature = "password", feature = "tokens"))]
    pub(crate) async fn in_time<P>(
        deadline: Duration,
        asked: impl Future<Output = Verdict<P>>,
    ) -> Verdict<P> {
        let late = || Verdict::unavailable("accounts took too long");
        tokio::time::timeout(deadline.mul_f32(0.9), asked)
            .await
            .unwrap_or_else(|_| late())
    }

    #[cfg_attr(
        not(feature = "redis"),
        expect(clippy::unused_async, reason = "Redis is waited for")
    )]
    async fn give_back(self, succeeded: bool) {
        let Inner { rules, local, .. } = &*self.attempts.0;
        if let Some(both) = self.asked.both
            && succeeded
        {
            // Even if Redis counts: it may be down the next time.
            local.remember(both);
        }
        #[cfg(feature = "redis")]
        if let Some(shared) = &self.attempts.0.shared
            && self.is_shared
        {
            return shared
                .give_back(&self.asked, self.until, *rules, succeeded)
                .await;
        }
        debug_assert!(!self.is_shared, "nobody else counted");
        local.give_back(&self.asked, self.until, *rules);
    }
}

/// How long to wait for the next attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryAfter(pub(super) Duration);

impl RetryAfter {
    /// The time exactly.
    pub fn duration(self) -> Duration {
        self.0
    }

    /// In whole seconds, rounded up: the value of `Retry-After`.
    pub fn seconds(self) -> u64 {
        whole_seconds(self.0)
    }
}

impl<P> From<RetryAfter> for Verdict<P> {
    fn from(RetryAfter(wait): RetryAfter) -> Self {
        Self::Throttled(wait)
    }
}

impl fmt::Display for RetryAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "too many attempts, the next one in {} seconds",
            self.seconds()
        )
    }
}

impl Error for RetryAfter {}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Permit(..)")
    }
}
