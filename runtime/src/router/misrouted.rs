//! What is wrong with a router.

use std::{error::Error, fmt};

/// Everything that is wrong with a router, at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misrouted(pub(super) Vec<String>);

impl fmt::Display for Misrouted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the routes do not fit together:")?;
        self.0.iter().try_for_each(|error| write!(f, "\n  {error}"))
    }
}

impl Misrouted {
    /// What is wrong, one sentence each.
    pub fn errors(&self) -> &[String] {
        &self.0
    }
}

impl Error for Misrouted {}
