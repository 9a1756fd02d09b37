//! What schemes and their verifiers say of themselves.

use super::{Practice, Practices, is_plain_http};
use crate::{
    scheme::{Flow, Kind, Scheme},
    verifier::Verifier,
};

/// What there is to say of `scheme` and its verifier.
#[doc(hidden)]
pub fn practices<V: Verifier<C>, C>(verifier: &V, scheme: &Scheme) -> Practices {
    let mut found = scheme.practices().and(verifier.practices(scheme));
    if verifier.settings().cross_site && scheme.kind.is_sent_by_browsers() {
        found = found.waived(scheme, "dangerous_allow_cross_site");
    }
    found.of_itself()
}

impl Practices {
    /// With a setting that waives a check. Each is a subject of its own: who accepts one has given no
    /// reason for another.
    pub(crate) fn waived(self, scheme: &Scheme, setting: &str) -> Self {
        let subject = format!("{}.{setting}", scheme.name);
        self.with(Practice::WaivedCheck, subject, "")
    }
}

impl Scheme {
    /// What its declaration says, whatever verifies it.
    pub(crate) fn practices(&self) -> Practices {
        let mut found = Practices::new();
        for (what, url) in self.kind.urls() {
            if is_plain_http(url) {
                let note = format!("{what} of scheme `{}`", self.name);
                found = found.with(Practice::PlainHttpUrl, url, note);
            }
        }
        match self.kind.key_in_query() {
            None => found,
            Some(key) => found.with(
                Practice::KeyInQuery,
                self.name,
                format!("parameter `{key}`"),
            ),
        }
    }
}

impl Kind {
    /// Where clients are sent to, each with what it is called.
    pub(crate) fn urls(&self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::OpenIdConnect(url) => return vec![("the discovery URL", url)],
            Self::Custom { published, .. } => return published.urls(),
            _ => {}
        }
        self.flows()
            .iter()
            .flat_map(|flow| {
                [
                    ("the authorization URL", flow.authorization_url),
                    ("the token URL", flow.token_url),
                    ("the refresh URL", flow.refresh_url.unwrap_or_default()),
                ]
            })
            .filter(|(_, url)| !url.is_empty())
            .collect()
    }

    /// Where tokens come from.
    pub(crate) fn token_urls(&self) -> impl Iterator<Item = &'static str> {
        self.flows()
            .iter()
            .flat_map(|flow| [flow.token_url, flow.refresh_url.unwrap_or_default()])
            .filter(|url| !url.is_empty())
    }

    fn flows(&self) -> &'static [Flow] {
        match self {
            Self::OAuth2(flows) => flows,
            Self::Custom { published, .. } => published.flows(),
            _ => &[],
        }
    }

    fn key_in_query(&self) -> Option<&'static str> {
        match self {
            Self::ApiKeyQuery(name) => Some(name),
            Self::Custom { published, .. } => published.key_in_query(),
            _ => None,
        }
    }
}
