//! Limits on requests, as a handler's decision states them.

use std::fmt;

/// How many requests of one caller are served in a period.
///
/// So many may come at once; from then on, and evenly, as many as the period brings (the generic cell
/// rate algorithm, as `governor` has it).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    count: u32,
    period: Period,
}

/// The period of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Period {
    /// `/second`
    Second,
    /// `/minute`
    Minute,
    /// `/hour`
    Hour,
    /// `/day`
    Day,
}

impl Limit {
    /// At least one request.
    #[doc(hidden)]
    pub const fn new(count: u32, period: Period) -> Self {
        assert!(count > 0, "a limit of no requests");
        Self { count, period }
    }

    /// How many requests.
    pub const fn count(self) -> u32 {
        self.count
    }

    /// In which period.
    pub const fn period(self) -> Period {
        self.period
    }
}

impl Period {
    /// Its length in seconds.
    pub const fn seconds(self) -> u64 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 60 * 60,
            Self::Day => 24 * 60 * 60,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.count, self.period)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        })
    }
}
