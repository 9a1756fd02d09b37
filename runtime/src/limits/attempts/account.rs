//! Accounts: how long an account that was attempted in vain delays the next attempt.

use std::time::Duration;

use crate::limits::memory::nanoseconds;

/// The longest delay.
pub(super) const MAX_DELAY: Duration = Duration::from_secs(60);

/// What is not repeated is forgotten after this.
pub(super) const FORGOTTEN: Duration = Duration::from_secs(60 * 60);

/// The failures of one account. Times are in nanoseconds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Account {
    failures: u32,
    last: u64,
    until: u64,
}

impl Account {
    /// With one more failure, unless it is too early for one: then how long to wait.
    pub(super) fn failed(self, now: u64, free: u32) -> Result<Self, Duration> {
        if now < self.until {
            return Err(Duration::from_nanos(self.until - now));
        }
        let is_recent = now < self.last.saturating_add(nanoseconds(FORGOTTEN));
        let before = if is_recent { self.failures } else { 0 };
        let failures = before.saturating_add(1);
        Ok(Self {
            failures,
            last: now,
            until: now.saturating_add(nanoseconds(delay(failures, free))),
        })
    }

    /// Without one of them, and without the delay until `until` if that came of it.
    pub(super) fn succeeded(self, until: u64) -> Self {
        Self {
            failures: self.failures.saturating_sub(1),
            until: if self.until == until { 0 } else { self.until },
            ..self
        }
    }

    /// Until when the next attempt waits.
    pub(super) fn until(self) -> u64 {
        self.until
    }

    /// Until when it must not be forgotten for lack of room.
    pub(super) fn kept_until(self, free: u32) -> u64 {
        if self.failures < free {
            0
        } else {
            self.last.saturating_add(nanoseconds(FORGOTTEN))
        }
    }
}

/// Twice as long each time.
fn delay(failures: u32, free: u32) -> Duration {
    match failures.checked_sub(free) {
        None | Some(0) => Duration::ZERO,
        Some(beyond) => {
            let seconds = 1_u64.checked_shl(beyond - 1).unwrap_or(u64::MAX);
            Duration::from_secs(seconds).min(MAX_DELAY)
        }
    }
}
