//! Clocks: where a verifier takes the time from.

use std::time::SystemTime;

/// Tells the time, so that tests need not wait for a token to expire.
///
/// Closures are clocks: `.clock(|| SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000))`.
/// The clock is asked once per token; it must not panic.
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> SystemTime;
}

/// The clock of the machine; the default.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

impl<F> Clock for F
where
    F: Fn() -> SystemTime + Send + Sync + 'static,
{
    fn now(&self) -> SystemTime {
        self()
    }
}
