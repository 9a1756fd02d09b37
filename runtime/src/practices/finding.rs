//! Findings: one practice each, and what follows it.

use std::fmt;

use super::Practice;

/// One practice, and what follows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub(super) practice: Practice,
    pub(super) subject: String,
    pub(super) note: String,
}

impl Finding {
    /// Which practice it is.
    pub fn practice(&self) -> Practice {
        self.practice
    }

    /// What follows it: a scheme or a setting of its verifier, a route, an address, a URL.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// What else there is to say of it.
    pub fn note(&self) -> &str {
        &self.note
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // One line, whatever it holds.
        let shown = |text: &str| text.replace(char::is_control, " ");
        write!(f, "{}: {}", self.practice, shown(&self.subject))?;
        if !self.note.is_empty() {
            write!(f, " ({})", shown(&self.note))?;
        }
        Ok(())
    }
}
