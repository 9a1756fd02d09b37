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
        if !is_origin(origin) {
            return Err(Misconfiguration::new(format!(
                "trusted origin `{origin}` is not of the form `https://host` or `https://host:port`, \
                 as browsers write it: no pattern, and no port where it is the usual one"
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

/// Whether browsers could send it (RFC 6454, section 6.2): what they do not send would trust nobody,
/// and its author would believe otherwise.
fn is_origin(origin: &str) -> bool {
    let Ok(uri) = origin.parse::<Uri>() else {
        return false;
    };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return false;
    };
    let usual = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return false,
    };
    let (host, text) = (authority.host(), authority.as_str());
    let has_fit_port = match text.strip_prefix(host) {
        Some("") => true,
        Some(_) => authority.port_u16().is_some_and(|port| port != usual),
        None => false,
    };
    has_fit_port
        && !host.is_empty()
        && !host.contains('*')
        && origin.len() == scheme.len() + "://".len() + text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_what_browsers_send() {
        for fit in [
            "https://app.example.com",
            "HTTPS://App.Example.com",
            "http://localhost:3000",
            "https://[::1]:8443",
            "http://127.0.0.1",
        ] {
            assert!(Settings::new().trusted_origin(fit).is_ok(), "{fit}");
        }
        for unfit in [
            "",
            "*",
            "null",
            "app.example.com",
            "https://",
            "https://*.example.com",
            "https://app.example.com/",
            "https://app.example.com/path",
            "https://app.example.com?x",
            "https://app.example.com:443",
            "http://app.example.com:80",
            "https://app.example.com:",
            "https://app.example.com:99999",
            "https://app.example.com:x",
            "https://:8443",
            "https://user@app.example.com",
            "ftp://app.example.com",
            "https://a b",
        ] {
            let error = Settings::new().trusted_origin(unfit).map(|_| ());
            assert!(error.is_err(), "{unfit}");
        }
    }
}
