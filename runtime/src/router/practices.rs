//! What the routes and the document say of the practices they follow.

use http::Method;

use super::{
    SecuredRouter,
    mounted::{Methods, Mounted},
};
use crate::{
    decision::Ruling,
    floor::Floor,
    practices::{Absolute, Practice, Practices, is_plain_http},
    scheme::Scheme,
};

impl<S: Clone + Send + Sync + 'static, F: Floor> SecuredRouter<S, F> {
    /// What is mounted that a guide of practices advises against. What is not accepted is logged when
    /// the router is split, one warning each.
    pub fn practices(&self) -> Practices {
        let servers = self.servers();
        let servers: Vec<&str> = servers.iter().map(String::as_str).collect();
        let found = schemes(&self.mounted)
            .into_iter()
            .fold(self.accepted.clone(), |found, scheme| {
                found.and(scheme.practices())
            });
        let found = servers
            .iter()
            .filter(|url| is_plain_http(url))
            .fold(found, |found, url| {
                found.with(Practice::PlainHttpUrl, *url, "among the document's servers")
            });
        found.and(unlimited(&self.mounted, &servers)).of_itself()
    }

    /// Accepts this practice of the routes, and says why: it is not logged, and listed all the same.
    /// What others find, verifiers for example, is theirs to accept.
    #[must_use]
    pub fn accept(mut self, practice: Practice, reason: impl Into<String>) -> Self {
        self.accepted = self.accepted.accept(practice, reason);
        self
    }

    /// Where the document says that it is served.
    #[cfg_attr(not(feature = "openapi"), expect(clippy::unused_self))]
    fn servers(&self) -> Vec<String> {
        #[cfg(feature = "openapi")]
        let servers = self.base.iter().flat_map(|base| &base.servers).flatten();
        #[cfg(feature = "openapi")]
        return servers.flat_map(urls).collect();
        #[cfg(not(feature = "openapi"))]
        Vec::new()
    }
}

/// The URL of a server with each value of its variables, the others at their defaults.
#[cfg(feature = "openapi")]
fn urls(server: &utoipa::openapi::Server) -> Vec<String> {
    let variables = || server.variables.iter().flatten();
    let with = |given: Option<(&String, &String)>| {
        variables().fold(server.url.clone(), |url, (name, variable)| {
            let value = match given {
                Some((known, value)) if known == name => value,
                _ => &variable.default_value,
            };
            url.replace(&format!("{{{name}}}"), value)
        })
    };
    let others = variables().flat_map(|(name, variable)| {
        let values = variable.enum_values.iter().flatten();
        values.map(move |value| with(Some((name, value))))
    });
    [with(None)].into_iter().chain(others).collect()
}

/// The schemes of all that is mounted, each once.
fn schemes(mounted: &[Mounted]) -> Vec<&'static Scheme> {
    let mut schemes: Vec<&'static Scheme> = Vec::new();
    for route in mounted {
        if let Ruling::Secured { policy, .. } = route.statement.ruling {
            for (scheme, _) in policy.schemes() {
                if !schemes.iter().any(|known| known.name == scheme.name) {
                    schemes.push(scheme);
                }
            }
        }
    }
    schemes
}

/// The routes that give out tokens, as the schemes say where, as often as they are asked.
fn unlimited(mounted: &[Mounted], servers: &[&str]) -> Practices {
    let mut paths = matchit::Router::new();
    for route in mounted {
        // Twice the same path is one path; what does not fit is refused elsewhere.
        let _ = paths.insert(&*route.path, &*route.path);
    }
    let urls = schemes(mounted)
        .into_iter()
        .flat_map(|scheme| scheme.kind.token_urls());
    let mut found = Practices::new();
    let asked = urls
        .filter_map(|url| own_path(url, servers))
        .flat_map(|path| as_mounted(path, servers));
    for path in asked {
        let Ok(matched) = paths.at(&path) else {
            continue;
        };
        let giving = mounted
            .iter()
            .filter(|route| route.path == *matched.value && route.takes_forms());
        for route in giving.filter(|route| route.statement.limit.is_none()) {
            let site = route.statement.site;
            let note = format!("`{}` at {}:{}", site.name, site.file, site.line);
            let subject = format!("POST {}", route.path);
            found = found.with(Practice::UnlimitedTokenRoute, subject, note);
        }
    }
    found
}

impl Mounted {
    fn takes_forms(&self) -> bool {
        match &self.methods {
            Methods::These(methods) => methods.contains(&Method::POST),
            Methods::Any => true,
            Methods::Fallback => false,
        }
    }
}

/// The path of a URL on this server: a relative one, or one of a host that is ours or the client's own.
/// What another host answers is not ours to limit.
fn own_path(url: &str, servers: &[&str]) -> Option<String> {
    let path = match Absolute::parse(url) {
        Some(absolute) => {
            let is_ours = absolute.is_loopback()
                || servers
                    .iter()
                    .filter_map(|server| Absolute::parse(server))
                    .any(|server| server.is_beside(&absolute));
            if !is_ours {
                return None;
            }
            absolute.path
        }
        None if url.starts_with("//") => return None,
        None => url,
    };
    Some(resolved(path))
}

/// A path as clients ask for it, and without that of each server: what stands before this one may have
/// taken it away.
fn as_mounted(path: String, servers: &[&str]) -> Vec<String> {
    let mut paths: Vec<String> = servers
        .iter()
        .map(|server| resolved(Absolute::parse(server).map_or(server, |url| url.path)))
        .filter_map(|prefix| {
            let rest = path.strip_prefix(prefix.trim_end_matches('/'))?;
            rest.starts_with('/').then(|| rest.to_owned())
        })
        .collect();
    paths.push(path);
    paths
}

/// A path against the root (RFC 3986, section 5.2.4), above which there is nothing.
fn resolved(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.trim_start_matches('/').split('/') {
        match segment {
            "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    format!("/{}", segments.join("/"))
}
