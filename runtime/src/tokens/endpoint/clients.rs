//! Clients: the applications that may ask for tokens, and what each may have.

use std::{collections::HashMap, fmt};

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::{GrantType, TokenError, authentication::Presented, request::Claimed};
use crate::{
    digests::Digest, misconfiguration::Misconfiguration, scope::ScopeTable, secret::Secret,
};

/// 128 bits in base64url. In bytes.
const MIN_SECRET: usize = 22;

/// An application that may ask for tokens: what it proves itself with, and what it may have. It may do
/// nothing unless it is said here.
///
/// ```
/// # use axum_secured::{Misconfiguration, Secret, tokens::Client};
/// # fn clients() -> Result<[Client; 3], Misconfiguration> {
/// # Ok([
/// // A service that acts for itself.
/// Client::confidential("reports", Secret::env("REPORTS_SECRET")?)
///     .scopes("items:read")
///     .client_credentials(),
/// // An application in its users' hands, which can keep no secret.
/// Client::public("mobile").scopes("items:read items:write").password_grant().refresh_tokens(),
/// // Another API, which asks what tokens are worth.
/// Client::confidential("billing", Secret::env("BILLING_SECRET")?).introspection(),
/// # ])
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a client may ask for tokens once the endpoint knows it"]
pub struct Client {
    kind: Kind,
    scopes: Allowed,
    grants: Vec<GrantType>,
    introspects: bool,
}

#[derive(Clone)]
enum Kind {
    Confidential(String, Secret),
    Public(String),
    Unnamed,
    Unchecked,
}

#[derive(Clone)]
enum Allowed {
    All,
    These(String),
}

impl Client {
    /// A client that keeps a secret, such as a service: 22 characters or more, such as
    /// [`Secret::random_text`] makes.
    pub fn confidential(id: impl Into<String>, secret: Secret) -> Self {
        Self::new(Kind::Confidential(id.into(), secret))
    }

    /// A client that can keep no secret, because its users have it: an application on a device or in a
    /// browser. Whoever knows its name may say that it is this client.
    pub fn public(id: impl Into<String>) -> Self {
        Self::new(Kind::Public(id.into()))
    }

    /// Whoever sends no `client_id`: a front end that came before there were clients. Its tokens name no
    /// client.
    pub fn unnamed() -> Self {
        Self::new(Kind::Unnamed)
    }

    /// Whoever calls: `client_id`, `client_secret` and `Authorization` are not looked at. For a service
    /// that tells no clients apart; there can be no other beside it. Its tokens name no client.
    pub fn unchecked() -> Self {
        Self::new(Kind::Unchecked)
    }

    fn new(kind: Kind) -> Self {
        Self {
            kind,
            scopes: Allowed::These(String::new()),
            grants: Vec::new(),
            introspects: false,
        }
    }

    /// May be granted these scopes, separated by spaces, and what they imply; none unless given.
    pub fn scopes(mut self, scopes: impl Into<String>) -> Self {
        self.scopes = Allowed::These(scopes.into());
        self
    }

    /// May be granted every declared scope: what the account may do is the only limit.
    pub fn every_scope(mut self) -> Self {
        self.scopes = Allowed::All;
        self
    }

    /// May sign users in with their name and password (RFC 6749, section 4.3).
    ///
    /// RFC 9700, section 2.4, says that this grant MUST NOT be used: the client sees the password, users
    /// learn to type it anywhere, and neither second factors nor passkeys fit into a form of two fields.
    /// Send users to an authorization server instead, which hands out a code (with PKCE), and verify its
    /// tokens with [`Jwt::discover`](crate::Jwt). What remains is a service whose only client is its own
    /// front end; there limit how often it may be tried (RFC 6749, section 4.3.2).
    pub fn password_grant(self) -> Self {
        self.grant(GrantType::Password)
    }

    /// May ask for tokens of its own, with no user behind them (RFC 6749, section 4.4): clients with a
    /// secret alone. See [`client_of`](super::client_of) for what their subject is.
    pub fn client_credentials(self) -> Self {
        self.grant(GrantType::ClientCredentials)
    }

    /// Is given refresh tokens, and may redeem them (RFC 6749, section 6).
    pub fn refresh_tokens(self) -> Self {
        self.grant(GrantType::RefreshToken)
    }

    fn grant(mut self, kind: GrantType) -> Self {
        self.grants.push(kind);
        self
    }

    /// May ask what tokens are worth (RFC 7662): clients with a secret alone.
    pub fn introspection(mut self) -> Self {
        self.introspects = true;
        self
    }
}

/// The clients of an endpoint.
pub(super) struct Clients {
    named: HashMap<String, Known>,
    unnamed: Option<Known>,
    /// Whether the one without a name is whoever calls.
    is_unchecked: bool,
}

/// A client as its requests are judged.
pub(super) struct Known {
    pub(super) id: Option<String>,
    secret: Option<Digest>,
    /// Separated by spaces.
    pub(super) scopes: String,
    grants: Vec<GrantType>,
    pub(super) introspects: bool,
}

impl Known {
    pub(super) fn may(&self, kind: GrantType) -> bool {
        self.grants.contains(&kind)
    }

    /// Whether it proved who it is.
    pub(super) fn is_confidential(&self) -> bool {
        self.secret.is_some()
    }
}

impl Clients {
    pub(super) fn new(clients: Vec<Client>, table: ScopeTable) -> Result<Self, Misconfiguration> {
        if clients.is_empty() {
            return Err(Misconfiguration::new(
                "`TokenEndpoint` has no client, so that nobody could ask for a token: \
                 `.client(Client::unnamed())` is one that sends no `client_id`",
            ));
        }
        let is_unchecked = clients
            .iter()
            .any(|client| matches!(client.kind, Kind::Unchecked));
        if is_unchecked && clients.len() > 1 {
            return Err(Misconfiguration::new(
                "`Client::unchecked` is whoever calls: there can be no client beside it",
            ));
        }
        let mut known = Self {
            named: HashMap::new(),
            unnamed: None,
            is_unchecked,
        };
        for client in clients {
            known.add(client, table)?;
        }
        Ok(known)
    }

    fn add(&mut self, client: Client, table: ScopeTable) -> Result<(), Misconfiguration> {
        let what = client.to_string();
        let wrong = |why: &str| Misconfiguration::new(format!("{what} {why}"));
        let (id, secret) = match client.kind {
            Kind::Confidential(id, secret) => {
                secret.at_least(MIN_SECRET, &format!("the secret of {what}"))?;
                if !secret.expose_str().is_some_and(is_presentable) {
                    return Err(wrong("has a secret that is not text"));
                }
                (Some(id), Some(Sha256::digest(secret.expose()).into()))
            }
            Kind::Public(id) => (Some(id), None),
            Kind::Unnamed | Kind::Unchecked => (None, None),
        };
        if secret.is_none() && client.grants.contains(&GrantType::ClientCredentials) {
            return Err(wrong("has no secret, and so no credentials to ask with"));
        }
        if secret.is_none() && client.introspects {
            return Err(wrong("has no secret, and must not introspect without one"));
        }
        if client.grants.is_empty() && !client.introspects {
            return Err(wrong("may do nothing: give it a grant"));
        }
        let scopes = match client.scopes {
            Allowed::All => {
                let tokens: Vec<_> = table.entries().iter().map(|entry| entry.token).collect();
                tokens.join(" ")
            }
            Allowed::These(scopes) => {
                let unknown = scopes
                    .split(' ')
                    .find(|token| !token.is_empty() && table.position(token).is_none());
                if let Some(unknown) = unknown {
                    return Err(wrong(&format!(
                        "has the scope `{unknown}`, which is not declared"
                    )));
                }
                scopes
            }
        };
        let known = Known {
            id: id.clone(),
            secret,
            scopes,
            grants: client.grants,
            introspects: client.introspects,
        };
        let before = match id {
            None => self.unnamed.replace(known),
            // `client-id = *VSCHAR` (RFC 6749, appendix A.1).
            Some(id) if id.is_empty() || !id.bytes().all(|byte| matches!(byte, b' '..=b'~')) => {
                return Err(wrong("has a name that is empty or not of visible ASCII"));
            }
            Some(id) => self.named.insert(id, known),
        };
        match before {
            None => Ok(()),
            Some(_) => Err(wrong("is there twice")),
        }
    }

    /// The client that a request comes from. An unknown one and a wrong secret look the same and cost
    /// the same.
    pub(super) fn authenticate(&self, presented: &Claimed) -> Result<&Known, TokenError> {
        if let (true, Some(whoever)) = (self.is_unchecked, &self.unnamed) {
            return Ok(whoever);
        }
        let (id, secret) = match presented {
            Err(error) => return Err(error.clone()),
            Ok(Presented::Nobody) => {
                return self.unnamed.as_ref().ok_or(TokenError::InvalidClient);
            }
            Ok(Presented::Named { id, secret }) => (id.as_str(), secret),
        };
        let client = self.named.get(id);
        let expected = client.and_then(|client| client.secret);
        let text = secret.as_ref().map_or("", |secret| secret.as_str());
        let digest: Digest = Sha256::digest(text).into();
        let is_right = bool::from(digest.ct_eq(&expected.unwrap_or_default()));
        let is_client = match (expected, secret) {
            (Some(_), Some(_)) => is_right,
            (None, None) => true,
            // No secret, or one where there is none.
            _ => false,
        };
        client
            .filter(|_| is_client)
            .ok_or(TokenError::InvalidClient)
    }

    pub(super) fn named(&self, id: &str) -> Option<&Known> {
        self.named.get(id)
    }

    /// The one whose tokens name no client.
    pub(super) fn unnamed(&self) -> Option<&Known> {
        self.unnamed.as_ref()
    }

    /// Whether any of them may use this grant.
    pub(super) fn any_may(&self, kind: GrantType) -> bool {
        self.named
            .values()
            .chain(&self.unnamed)
            .any(|client| client.may(kind))
    }
}

/// Whether a form can hold it.
fn is_presentable(text: &str) -> bool {
    !text
        .bytes()
        .any(|byte| byte.is_ascii_control() && byte != b'\t')
}

/// As errors call it.
impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Confidential(id, _) | Kind::Public(id) => write!(f, "the client `{id}`"),
            Kind::Unnamed => f.write_str("the client without a name"),
            Kind::Unchecked => f.write_str("the unchecked client"),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("client", &format_args!("{self}"))
            .field("grants", &self.grants)
            .field("introspects", &self.introspects)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Clients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clients")
            .field("named", &self.named.keys())
            .field("unnamed", &self.unnamed.is_some())
            .finish_non_exhaustive()
    }
}
