//! Settings every verifier has: its deadline and which origins may use it from a browser.

use std::{borrow::Cow, time::Duration};

use http::Uri;

use crate::misconfiguration::Misconfiguration;

/// Deadline and origin policy of one verifier.
#[derive(Debug, Clone)]
pub struct Settings {
    pub(crate) deadline: Duration,
    pub(crate) trusted_origins: Cow<'static, [String]>,
    pub(crate) cross_site: bool,
}

impl Settings {
    /// Five seconds; no foreign origin is trusted.
    pub const DEFAULT: Self = Self {
        deadline: Duration::from_secs(5),
        trusted_origins: Cow::Borrowed(&[]),
        cross_site: false,
    };

    /// The defaults.
    pub const fn new() -> Self {
        Self::DEFAULT
    }

    /// With another deadline; a verifier that takes longer counts as unavailable (503).
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Lets pages of `origin` (`https://app.example.com`) use credentials that a browser sends by
    /// itself on methods that change something.
    ///
    /// # Errors
    /// If `origin` is not a scheme, a host and perhaps a port, and nothing else.
    pub fn trusted_origin(mut self, origin: &str) -> Result<Self, Misconfiguration> {
        let uri: Option<Uri> = origin.parse().ok();
        let well_formed = uri.as_ref().is_some_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.authority().is_some_and(|authority| {
                    origin.len()
                        == uri.scheme_str().map_or(0, str::len) + 3 + authority.as_str().len()
                        && !authority.as_str().contains('@')
                })
        });
        if !well_formed {
            return Err(Misconfiguration::new(format!(
                "trusted origin `{origin}` is not of the form `https://host` or `https://host:port`"
            )));
        }
        self.trusted_origins
            .to_mut()
            .push(origin.to_ascii_lowercase());
        Ok(self)
    }

    /// Accepts credentials that a browser sends by itself from every site: opens the door to
    /// cross-site request forgery unless something else closes it.
    #[must_use]
    pub fn dangerous_allow_cross_site(mut self) -> Self {
        self.cross_site = true;
        self
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::DEFAULT
    }
}
