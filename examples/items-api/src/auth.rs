//! How callers prove who they are, and who they turn out to be.

use std::time::Duration;

use axum_secured::{
    Algorithm, ApiKeys, Jwt, Misconfiguration, Passwords, Scopes, SecuritySchemes, Settings,
    Verdict, Verified,
    tokens::{SigningKey, TokenSigner},
};

use crate::{
    accounts::{Accounts, User},
    config::Config,
};

/// Who issues the tokens, and whom they are for.
const NAME: &str = "items-api";
const LIFETIME: Duration = Duration::from_secs(30 * 60);

/// What signs the tokens.
pub(crate) fn signer(config: &Config) -> Result<TokenSigner, Misconfiguration> {
    TokenSigner::new(SigningKey::secret(
        Algorithm::Hs256,
        &config.secret_key,
        NAME,
    )?)
    .issuer(NAME)
    .audience(NAME)
    .lifetime(LIFETIME)
    .build()
}

/// What a token may be allowed to do.
#[derive(Scopes)]
pub(crate) enum Scope {
    /// Read the caller's account
    #[scope("users:read")]
    UsersRead,
    /// Change the caller's account
    #[scope("users:write")]
    UsersWrite,
    /// Read items
    #[scope("items:read")]
    ItemsRead,
    /// Create items
    #[scope("items:write")]
    ItemsWrite,
}

/// The system behind `X-System-API-Key`.
#[derive(Clone)]
pub(crate) struct Integration;

/// Whoever knows the API key.
#[derive(Clone)]
pub(crate) struct KeyHolder;

/// The one account of HTTP Basic.
#[derive(Clone)]
pub(crate) struct BasicUser(pub(crate) String);

/// One field, one security scheme, one verifier.
#[derive(SecuritySchemes)]
#[schemes(realm = "items-api")]
pub(crate) struct Auth {
    /// Access token from `POST /token`.
    #[scheme(oauth2(password(token_url = "/token")), scopes = Scope)]
    pub(crate) bearer: Jwt<Accounts>,
    /// The API key in a header.
    #[scheme(api_key(header = "X-API-Key"))]
    pub(crate) api_key: ApiKeys<KeyHolder>,
    /// The API key in the query. URLs end up in logs: prefer the header.
    #[scheme(api_key(query = "api_key"))]
    pub(crate) api_key_query: ApiKeys<KeyHolder>,
    /// The API key in a cookie. A browser lets no page choose its cookies, so Authorize has no
    /// effect on this one: set the cookie in the browser.
    #[scheme(api_key(cookie = "api_key"))]
    pub(crate) api_key_cookie: ApiKeys<KeyHolder>,
    /// Key of a system integration.
    #[scheme(api_key(header = "X-System-API-Key"))]
    pub(crate) system_key: ApiKeys<Integration>,
    /// User name and password.
    #[scheme(http(basic))]
    pub(crate) basic: Passwords<BasicUser>,
}

impl Auth {
    pub(crate) fn new(
        config: &Config,
        signer: &TokenSigner,
        accounts: Accounts,
    ) -> Result<Self, Misconfiguration> {
        let settings = config
            .allowed_origins
            .iter()
            .try_fold(Settings::new(), |all, origin| {
                all.trusted_origin(origin.to_str().unwrap_or_default())
            })?;
        let keys = || {
            ApiKeys::builder()
                .key(config.api_key.clone(), KeyHolder)
                .settings(settings.clone())
                .build()
        };
        Ok(Self {
            bearer: Jwt::signed_by(signer)
                .types(["at+jwt"])
                .accounts(accounts)
                .build()?,
            api_key: keys()?,
            api_key_query: keys()?,
            api_key_cookie: keys()?,
            system_key: ApiKeys::builder()
                .key(config.system_api_key.clone(), Integration)
                .build()?,
            basic: Passwords::builder()
                .plain(
                    &config.basic_username,
                    config.basic_password.clone(),
                    BasicUser(config.basic_username.clone()),
                )
                .settings(settings)
                .build()?,
        })
    }
}

/// The claims the application reads itself; the verifier has judged the rest.
#[derive(Debug, serde::Deserialize)]
pub struct Claims {
    sub: String,
}

impl axum_secured::Accounts for Accounts {
    type Claims = Claims;
    type Principal = User;

    async fn load(&self, claims: Claims) -> Verdict<User> {
        match self.find(claims.sub).await {
            Ok(Some(account)) if account.user.disabled => Verdict::Denied("account disabled"),
            // What the account may do today; a token that was granted more keeps no more.
            Ok(Some(account)) => Verdict::Valid(
                Verified::new(account.user).scopes(Scope::TABLE.granted(&account.scopes)),
            ),
            Ok(None) => Verdict::Invalid,
            Err(error) => Verdict::unavailable(error),
        }
    }
}
