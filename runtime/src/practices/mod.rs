//! Practices: what a guide of security advises against, found in an application as it was put together.
//!
//! Whatever could not work is an error at construction. What is found here works, and is seldom meant:
//! one report names it, with what to write instead.
//!
//! | code | found where | said by |
//! |---|---|---|
//! | `plain_http` | an address beyond loopback is served without TLS | [`Practices::served_at`] |
//! | `plain_http_url` | a URL of a scheme, or of the document's `servers`, is `http` and leads beyond loopback | router, schemes |
//! | `wildcard_cors` | pages of any origin may read answers to requests with credentials | `testing::probe_cors` |
//! | `token_without_expiry` | a token that never ends is admitted | `testing::probe_endless_token` |
//! | `long_lived_token` | a verifier takes tokens that live longer than 24 hours | schemes |
//! | `unlimited_token_route` | a route at the token URL of a scheme has no `limit` | router |
//! | `unlimited_attempts` | passwords are taken, and failed attempts are not counted | schemes, `TokenEndpoint` |
//! | `weak_password_hash` | stored hashes are weaker than OWASP's figures, or of a kind that is not accepted | schemes, `PasswordHasher`, `passwords::audit` |
//! | `plaintext_password` | a password is stored as it is | `passwords::audit` |
//! | `key_in_query` | an API key stands in the URL, which others log | router, schemes |
//! | `waived_check` | a check is waived by a setting that begins with `dangerous_`, each setting for itself | schemes |
//!
//! The router's are logged, one warning each, when it is split. All together are a test:
//!
//! ```
//! use std::sync::Arc;
//!
//! use axum_secured::{
//!     ApiKeys, Catalogue, Practice, Secret, SecuredRouter, SecuritySchemes, routing::get, secured,
//! };
//!
//! #[derive(SecuritySchemes)]
//! struct Auth {
//!     #[scheme(api_key(query = "key"))]
//!     key: ApiKeys<()>,
//! }
//!
//! #[secured(key)]
//! async fn guarded() {}
//!
//! # fn main() -> Result<(), axum_secured::Misconfiguration> {
//! let auth = Auth {
//!     key: ApiKeys::builder().key(Secret::random_text()?, ()).build()?,
//! };
//! let router: SecuredRouter<Arc<Auth>> = SecuredRouter::new().route("/guarded", get(guarded));
//! let found = router.practices().and(auth.practices());
//! assert!(!found.is_empty());
//!
//! let found = found.accept(Practice::KeyInQuery, "its only client cannot send headers");
//! assert!(found.is_empty(), "{found}");
//! # Ok(())
//! # }
//! ```
//!
//! With the feature `testing`, `testing::probe_cors` asks the finished application itself. Tokens that
//! [`Jwt`](crate::Jwt) takes always expire, and those of `TokenSigner` within 24 hours; a password that
//! is not hashed opens nothing, and `Passwords::builder().plain(..)` hashes it at construction; keys and
//! secrets that are too short are refused, and so is `http` where this server asks others, beyond
//! loopback.

mod address;
mod finding;
mod practice;
mod schemes;

use std::{
    collections::BTreeSet,
    fmt,
    net::{IpAddr, SocketAddr},
};

pub(crate) use self::address::{Absolute, is_plain_http};
pub use self::{finding::Finding, practice::Practice, schemes::practices};

/// What was found, and what of it is accepted. It is empty when nothing is left to mend.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "a report is for reading"]
pub struct Practices {
    findings: BTreeSet<Finding>,
    accepted: Vec<Acceptance>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Acceptance {
    practice: Practice,
    /// All of them unless given.
    subject: Option<String>,
    reason: String,
}

impl Practices {
    /// Nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more: `subject` follows `practice`. For verifiers of an application's own. Never put a
    /// secret's value in it.
    pub fn with(
        mut self,
        practice: Practice,
        subject: impl Into<String>,
        note: impl Into<String>,
    ) -> Self {
        self.findings.insert(Finding {
            practice,
            subject: subject.into(),
            note: note.into(),
        });
        self
    }

    /// With all that another report says and accepts.
    pub fn and(mut self, other: Self) -> Self {
        self.findings.extend(other.findings);
        self.accepted.extend(other.accepted);
        self
    }

    /// With what it means to serve `address`, by TLS or without.
    pub fn served_at(self, address: SocketAddr, tls: bool) -> Self {
        if tls || is_loopback(address.ip()) {
            return self;
        }
        self.with(Practice::PlainHttp, address.to_string(), "")
    }

    /// With this practice accepted wherever it is found, and why: it is listed all the same. Without a
    /// reason nothing is accepted.
    pub fn accept(self, practice: Practice, reason: impl Into<String>) -> Self {
        self.accepting(practice, None, reason.into())
    }

    /// The same of one subject alone.
    pub fn accept_of(
        self,
        subject: impl Into<String>,
        practice: Practice,
        reason: impl Into<String>,
    ) -> Self {
        self.accepting(practice, Some(subject.into()), reason.into())
    }

    fn accepting(mut self, practice: Practice, subject: Option<String>, reason: String) -> Self {
        if !reason.trim().is_empty() {
            self.accepted.push(Acceptance {
                practice,
                subject,
                reason,
            });
        }
        self
    }

    /// With what it accepts accepted of what was found so far, and of nothing that is put to it.
    pub(crate) fn of_itself(mut self) -> Self {
        let accepted = self.findings.iter().filter_map(|finding| {
            Some(Acceptance {
                practice: finding.practice,
                subject: Some(finding.subject.clone()),
                reason: self.reason(finding)?.to_owned(),
            })
        });
        self.accepted = accepted.collect();
        self
    }

    /// What is left to mend, each once.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(|finding| self.reason(finding).is_none())
    }

    /// What is accepted, each with the reason.
    pub fn accepted(&self) -> impl Iterator<Item = (&Finding, &str)> {
        self.findings
            .iter()
            .filter_map(|finding| Some((finding, self.reason(finding)?)))
    }

    /// Whether nothing is left to mend.
    pub fn is_empty(&self) -> bool {
        self.findings().next().is_none()
    }

    /// Logs what is left to mend, one warning each.
    pub fn log(&self) {
        for Finding {
            practice,
            subject,
            note,
        } in self.findings()
        {
            let (code, mend) = (practice.code(), practice.mend());
            tracing::warn!(practice = code, subject, note, mend, "{}", practice.what());
        }
    }

    fn reason(&self, finding: &Finding) -> Option<&str> {
        let accepted = self.accepted.iter().find(|accepted| {
            let subject = accepted.subject.as_ref();
            accepted.practice == finding.practice
                && subject.is_none_or(|subject| *subject == finding.subject)
        })?;
        Some(&accepted.reason)
    }
}

/// Whether nobody reaches it from another machine.
fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

impl fmt::Display for Practices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.findings().count() {
            0 => f.write_str("no practice to mend")?,
            1 => f.write_str("1 practice to mend")?,
            several => write!(f, "{several} practices to mend")?,
        }
        for finding in self.findings() {
            let (what, mend) = (finding.practice.what(), finding.practice.mend());
            write!(f, "\n  {finding}\n    {what}\n    mend: {mend}")?;
        }
        for (finding, reason) in self.accepted() {
            let reason = reason.replace(char::is_control, " ");
            write!(f, "\n  accepted {finding}: {reason}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
