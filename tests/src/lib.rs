//! What the tests of behaviour share; the tests are in `tests/`.

mod answer;
mod dice;
mod journal;
#[cfg(unix)]
mod private_redis;
mod scripted;

pub use answer::{
    ABSENT, Answer, DENIED, FAULT, HIDDEN, INSUFFICIENT, INVALID, MALFORMED, Refused, STEP_UP,
    THROTTLED, UNAVAILABLE, send,
};
pub use dice::Dice;
pub use journal::Journal;
#[cfg(unix)]
pub use private_redis::PrivateRedis;
pub use scripted::{Scripted, verified};
