//! Counting in one process: governor's algorithm on states in bounded memory.

use std::{cell::Cell, num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter, clock::Clock, middleware::NoOpMiddleware, nanos::Nanos, state::StateStore,
};
use tokio::time::Instant;

use super::{
    bounded::{Bounded, Change},
    key::Key,
};
use crate::limit::Limit;

/// How often something happened, by key. A state is the theoretical time of the next arrival.
pub(super) struct InProcess {
    states: Bounded<u64>,
    epoch: Instant,
}

/// How many in which time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rate {
    count: NonZeroU32,
    period: Duration,
}

impl Rate {
    pub(super) fn new(count: NonZeroU32, period: Duration) -> Self {
        Self { count, period }
    }

    /// How long one takes to be forgotten.
    fn interval(self) -> Duration {
        (self.period / self.count.get()).max(Duration::from_nanos(1))
    }

    /// How long one takes to be forgotten, and how much too early one may be. Rounded up, so that no more
    /// pass.
    #[cfg(feature = "redis")]
    pub(super) fn microseconds(self) -> [u64; 2] {
        let interval = nanoseconds(self.interval()).div_ceil(1000);
        [interval, interval * u64::from(self.count.get() - 1)]
    }

    fn quota(self) -> Quota {
        // Never zero, which is all that is refused.
        Quota::with_period(self.interval())
            .unwrap_or_else(|| Quota::per_second(self.count))
            .allow_burst(self.count)
    }
}

impl From<Limit> for Rate {
    fn from(limit: Limit) -> Self {
        Self {
            count: NonZeroU32::new(limit.count()).unwrap_or(NonZeroU32::MIN),
            period: Duration::from_secs(limit.period().seconds()),
        }
    }
}

impl InProcess {
    /// At most `entries` of them.
    pub(super) fn new(entries: usize) -> Self {
        Self {
            states: Bounded::new(entries),
            epoch: Instant::now(),
        }
    }

    /// Counts one of `key`, or says how long to wait.
    pub(super) fn count(&self, rate: Rate, key: &Key) -> Result<(), Duration> {
        let now = self.now();
        let view = View {
            states: &self.states,
            now,
            tolerance: nanoseconds(rate.interval()) * u64::from(rate.count.get() - 1),
        };
        RateLimiter::<Key, View<'_>, Reading, NoOpMiddleware<Nanos>>::new(
            rate.quota(),
            view,
            Reading::new(now),
        )
        .check_key(key)
        .map_err(|until| until.wait_time_from(now.into()))
    }

    /// Takes back one that was counted.
    pub(super) fn give_back(&self, rate: Rate, key: &Key) {
        let interval = nanoseconds(rate.interval());
        let tolerance = interval * u64::from(rate.count.get() - 1);
        self.states.update(*key, self.now(), |arrival| {
            let change = arrival.map(|arrival| {
                let value = arrival.saturating_sub(interval);
                Change {
                    value,
                    until: value.saturating_sub(tolerance),
                }
            });
            ((), change)
        });
    }

    fn now(&self) -> u64 {
        nanoseconds(self.epoch.elapsed())
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.states.len()
    }
}

pub(super) fn nanoseconds(span: Duration) -> u64 {
    u64::try_from(span.as_nanos()).unwrap_or(u64::MAX)
}

/// The states as governor sees them while it decides one request: one store serves every rate.
struct View<'s> {
    states: &'s Bounded<u64>,
    now: u64,
    tolerance: u64,
}

impl StateStore for View<'_> {
    type Key = Key;

    fn measure_and_replace<T, F, E>(&self, key: &Key, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        self.states.update(*key, self.now, |arrival| {
            match decide(arrival.copied().map(Nanos::from)) {
                Ok((admitted, next)) => {
                    let value = u64::from(next);
                    let change = Change {
                        value,
                        until: value.saturating_sub(self.tolerance),
                    };
                    (Ok(admitted), Some(change))
                }
                Err(refused) => (Err(refused), None),
            }
        })
    }
}

/// A clock for one decision. governor counts from the first reading it takes, which here is the same for
/// all: states are then comparable.
struct Reading {
    now: u64,
    is_first: Cell<bool>,
}

impl Reading {
    fn new(now: u64) -> Self {
        Self {
            now,
            is_first: Cell::new(true),
        }
    }
}

impl Clock for Reading {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let epoch = self.is_first.replace(false);
        Nanos::from(if epoch { 0 } else { self.now })
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use tokio::time::advance;

    use super::{
        super::{
            ClientAddress,
            key::{KeyDraft, Place},
        },
        *,
    };
    use crate::limit::Period;

    fn key(place: &'static str, name: &str) -> Key {
        KeyDraft::new()
            .part("name", name.as_bytes())
            .at(Place::named(place))
    }

    fn rate(count: u32, period: Period) -> Rate {
        Limit::new(count, period).into()
    }

    #[tokio::test(start_paused = true)]
    async fn so_many_pass_at_once_and_then_as_time_brings_them() {
        let counts = InProcess::new(10);
        let (rate, ann) = (rate(5, Period::Minute), key("here", "ann"));
        for _ in 0..5 {
            assert_eq!(counts.count(rate, &ann), Ok(()));
        }
        assert_eq!(counts.count(rate, &ann), Err(Duration::from_secs(12)));
        advance(Duration::from_secs(5)).await;
        assert_eq!(counts.count(rate, &ann), Err(Duration::from_secs(7)));
        advance(Duration::from_secs(7)).await;
        assert_eq!(counts.count(rate, &ann), Ok(()));
        assert_eq!(counts.count(rate, &ann), Err(Duration::from_secs(12)));
        advance(Duration::from_secs(3600)).await;
        for _ in 0..5 {
            assert_eq!(counts.count(rate, &ann), Ok(()));
        }
        assert!(counts.count(rate, &ann).is_err(), "no more are saved up");
    }

    #[tokio::test(start_paused = true)]
    async fn names_and_places_count_apart() {
        let counts = InProcess::new(10);
        let rate = rate(1, Period::Day);
        for key in [key("here", "ann"), key("here", "bob"), key("there", "ann")] {
            assert_eq!(counts.count(rate, &key), Ok(()));
            assert_eq!(counts.count(rate, &key), Err(Duration::from_secs(86_400)));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_given_back_was_not_counted() {
        let counts = InProcess::new(10);
        let (rate, ann) = (rate(2, Period::Hour), key("here", "ann"));
        for _ in 0..100 {
            assert_eq!(counts.count(rate, &ann), Ok(()));
            counts.give_back(rate, &ann);
        }
        assert_eq!(counts.count(rate, &ann), Ok(()));
        assert_eq!(counts.count(rate, &ann), Ok(()));
        assert!(counts.count(rate, &ann).is_err());
        counts.give_back(rate, &ann);
        assert_eq!(counts.count(rate, &ann), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_million_addresses_do_not_free_the_one_that_is_held_off() {
        let counts = InProcess::new(1000);
        let rate = rate(2, Period::Hour);
        let address = |number: u32| {
            let address = ClientAddress::from(IpAddr::from(Ipv4Addr::from_bits(number)));
            KeyDraft::new()
                .part("address", address.network().bytes())
                .at(Place::named("here"))
        };
        let attacker = address(0);
        assert!(counts.count(rate, &attacker).is_ok() && counts.count(rate, &attacker).is_ok());
        for number in 1..1_000_000 {
            assert_eq!(
                counts.count(rate, &address(number)),
                Ok(()),
                "a first request"
            );
        }
        assert_eq!(counts.len(), 1000);
        assert!(counts.count(rate, &attacker).is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn when_all_are_held_off_the_others_share_one_bucket() {
        let counts = InProcess::new(100);
        let rate = rate(3, Period::Hour);
        for number in 0..100 {
            let key = key("here", &number.to_string());
            while counts.count(rate, &key).is_ok() {}
        }
        let admitted = (100..100_100)
            .filter(|number: &u32| {
                counts
                    .count(rate, &key("here", &number.to_string()))
                    .is_ok()
            })
            .count();
        assert_eq!((admitted, counts.len()), (3, 100));
        advance(Duration::from_secs(1200)).await;
        assert_eq!(
            counts.count(rate, &key("here", "new")),
            Ok(()),
            "room again"
        );
    }
}
