//! Schemes: the named ways to authenticate, as the derive declares them.

use crate::{role::RoleTable, scope::ScopeTable};

/// One declared scheme: what a field of a `#[derive(SecuritySchemes)]` struct says.
#[derive(Debug)]
#[non_exhaustive]
pub struct Scheme {
    /// The field's name, which is the name in the OpenAPI document.
    pub name: &'static str,
    /// The field's doc comment.
    pub description: &'static str,
    /// The protection space sent in challenges.
    pub realm: &'static str,
    /// Where the credential stands and how it is published.
    pub kind: Kind,
    /// The scopes it declares.
    pub scopes: ScopeTable,
    /// The roles it declares.
    pub roles: RoleTable,
    /// Whether its verifier may refuse for too many attempts.
    pub throttles: bool,
}

/// How a scheme's credential travels.
#[derive(Debug)]
#[non_exhaustive]
pub enum Kind {
    /// `api_key(header = "…")`
    ApiKeyHeader(&'static str),
    /// `api_key(query = "…")`
    ApiKeyQuery(&'static str),
    /// `api_key(cookie = "…")`
    ApiKeyCookie(&'static str),
    /// `http(basic)`
    Basic,
    /// `http(bearer)`, with `format` where given
    Bearer {
        /// A hint for readers of the document: `JWT`.
        format: Option<&'static str>,
    },
    /// `oauth2(..)` with its flows
    OAuth2(&'static [Flow]),
    /// `open_id_connect(url = "…")`
    OpenIdConnect(&'static str),
    /// `mutual_tls`
    MutualTls,
    /// `custom(..)`
    Custom {
        /// The scheme name in challenges.
        challenge: &'static str,
        /// How the document describes it.
        published: &'static Kind,
    },
}

/// One OAuth 2.0 flow.
#[derive(Debug)]
#[non_exhaustive]
pub struct Flow {
    /// Which grant it is.
    pub grant: Grant,
    /// Where users authorize; empty where the flow has no such step.
    pub authorization_url: &'static str,
    /// Where tokens come from; empty where the flow has no such step.
    pub token_url: &'static str,
    /// Where tokens are refreshed.
    pub refresh_url: Option<&'static str>,
}

/// The grants OpenAPI 3.1 knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// `password(token_url = "…")`
    Password,
    /// `client_credentials(token_url = "…")`
    ClientCredentials,
    /// `authorization_code(authorization_url = "…", token_url = "…")`
    AuthorizationCode,
    /// `implicit(authorization_url = "…")`
    Implicit,
}

/// The realm of a scheme that names none.
pub const DEFAULT_REALM: &str = "api";

impl Scheme {
    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        description: &'static str,
        realm: Option<&'static str>,
        kind: Kind,
        scopes: ScopeTable,
        roles: RoleTable,
    ) -> Self {
        let realm = match realm {
            Some(realm) => realm,
            None => DEFAULT_REALM,
        };
        Self {
            name,
            description,
            realm,
            kind,
            scopes,
            roles,
            throttles: false,
        }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn throttles(mut self, throttles: bool) -> Self {
        self.throttles = throttles;
        self
    }
}

impl Flow {
    #[doc(hidden)]
    pub const fn new(
        grant: Grant,
        authorization_url: &'static str,
        token_url: &'static str,
        refresh_url: Option<&'static str>,
    ) -> Self {
        Self {
            grant,
            authorization_url,
            token_url,
            refresh_url,
        }
    }
}
