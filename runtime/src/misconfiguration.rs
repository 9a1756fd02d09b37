//! What is wrong with a verifier, secret or router that could not work.

use std::{borrow::Cow, error::Error, fmt};

/// Why something could not be built: the setting at fault and what is wrong with it.
///
/// It never holds the value of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misconfiguration(Cow<'static, str>);

impl Misconfiguration {
    /// States what is wrong and, where it helps, how to mend it. Never put a secret's value in it.
    pub fn new(what: impl Into<Cow<'static, str>>) -> Self {
        Self(what.into())
    }
}

impl fmt::Display for Misconfiguration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Misconfiguration {}
