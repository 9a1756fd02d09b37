//! What the tests of behaviour share; the tests are in `tests/`.

mod answer;
mod dice;
mod journal;
mod scripted;

pub use answer::{
    ABSENT, Answer, DENIED, FAULT, INSUFFICIENT, INVALID, MALFORMED, Refused, THROTTLED,
    UNAVAILABLE, send,
};
pub use dice::Dice;
pub use journal::Journal;
pub use scripted::Scripted;
