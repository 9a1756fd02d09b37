//! How callers prove who they are, and who they turn out to be.

use std::{error::Error, ffi::OsStr, path::Path, time::Duration};

use axum_secured::{
    Algorithm, ApiKeys, Jwt, Misconfiguration, Passwords, Roles, Scopes, Secret, SecuritySchemes,
    Settings,
    limits::Attempts,
    tokens::{Revocations, SigningKey, TokenSigner},
};

use crate::{accounts::Accounts, callers::Callers, config::Config};

/// Who issues the tokens, and whom they are for.
const NAME: &str = "items-api";
const LIFETIME: Duration = Duration::from_secs(30 * 60);

/// What signs the tokens.
pub(crate) fn signer(config: &Config) -> Result<TokenSigner, Box<dyn Error>> {
    let key = match &config.signing_key {
        None => SigningKey::secret(Algorithm::Hs256, &config.secret_key, NAME)?,
        Some(file) => private_key(file)?,
    };
    let signer = TokenSigner::new(key).issuer(NAME).audience(NAME);
    Ok(signer.lifetime(LIFETIME).build()?)
}

/// The key in a file, called as the file is.
fn private_key(file: &str) -> Result<SigningKey, Box<dyn Error>> {
    let pem = Secret::file(file)?;
    let name = Path::new(file).file_stem().and_then(OsStr::to_str);
    let name = name.ok_or(format!("`--signing-key {file}` is not the name of a file"))?;
    [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256]
        .into_iter()
        .find_map(|algorithm| SigningKey::pem(algorithm, pem.expose(), name).ok())
        .ok_or(
            format!("`--signing-key {file}` holds no private key of P-256, Ed25519 or RSA").into(),
        )
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
    /// See the accounts of the caller's tenant
    #[scope("accounts:read")]
    AccountsRead,
    /// Disable accounts of the caller's tenant
    #[scope("accounts:write")]
    AccountsWrite,
}

/// What an account is in its tenant. The account says it, whatever its tokens were granted.
#[derive(Roles)]
pub(crate) enum Role {
    /// Has items
    #[role("member")]
    Member,
    /// Removes items of others
    #[role("moderator", includes(Member))]
    Moderator,
    /// Disables accounts
    #[role("admin", includes(Moderator))]
    Admin,
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
    #[scheme(
        oauth2(
            password(token_url = "/token", refresh_url = "/token"),
            client_credentials(token_url = "/token")
        ),
        scopes = Scope,
        roles = Role
    )]
    pub(crate) bearer: Jwt<Callers>,
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
        revocations: &Revocations,
        accounts: Accounts,
        attempts: &Attempts,
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
                .revocations(revocations)
                .accounts(Callers::new(accounts, config.client_id.clone()))
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
                .build()?
                .attempts(attempts.clone()),
        })
    }
}
