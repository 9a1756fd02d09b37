//! What the tests of behaviour share; the tests are in `tests/`.

mod answer;
mod dice;
mod scripted;

pub use answer::{
    ABSENT, Answer, DENIED, FAULT, INSUFFICIENT, INVALID, MALFORMED, Refused, UNAVAILABLE, send,
};
pub use dice::Dice;
pub use scripted::Scripted;
