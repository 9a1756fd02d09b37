//! Memory: what an issuer said of active tokens, for a short while.

use std::{sync::Arc, time::Duration};

use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

/// How many answers are remembered, and how large they are at most. In bytes.
const MAX_ANSWERS: usize = 10_000;
const MAX_ANSWER: usize = 8 * 1024;

/// Answers by the SHA-256 digest of their token.
pub(super) struct Memory {
    answers: Cache<[u8; 32], Remembered>,
    span: Duration,
}

#[derive(Clone)]
struct Remembered {
    answer: Arc<[u8]>,
    until: Instant,
    /// The token's `exp`, since 1970.
    expires: Option<Duration>,
}

impl Memory {
    /// Remembers for `span`.
    pub(super) fn new(span: Duration) -> Self {
        Self {
            answers: Cache::new(MAX_ANSWERS),
            span,
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.answers.len()
    }

    /// What was said of `token`; `now` is the time since 1970.
    pub(super) fn recall(&self, token: &str, now: Duration) -> Option<Arc<[u8]>> {
        if self.span.is_zero() {
            return None;
        }
        let remembered = self.answers.get(&digest(token))?;
        let holds = Instant::now() < remembered.until
            && remembered.expires.is_none_or(|expires| now < expires);
        holds.then_some(remembered.answer)
    }

    pub(super) fn keep(&self, token: &str, answer: &[u8], expires: Option<Duration>) {
        if self.span.is_zero() || answer.len() > MAX_ANSWER {
            return;
        }
        self.answers.insert(
            digest(token),
            Remembered {
                answer: answer.into(),
                until: Instant::now() + self.span,
                expires,
            },
        );
    }
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}
