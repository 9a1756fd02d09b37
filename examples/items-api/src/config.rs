//! Configuration: the command line, and secrets from the environment.

use std::{env, error::Error, net::SocketAddr};

use axum_secured::{Misconfiguration, Secret};
use http::HeaderValue;

/// What `--help` says.
pub(crate) const USAGE: &str = "\
Usage: items-api [--listen ADDRESS:PORT] [--tls-cert FILE --tls-key FILE]
                 [--database FILE | --database URL] [--redis URL] [--signing-key FILE]
                 [--demo | --no-demo]

  --listen    where to serve (127.0.0.1:8000)
  --tls-cert  the certificate to serve HTTPS with, and what leads to its authority, in PEM
  --tls-key   the private key of that certificate, in PEM
  --database  what accounts and tokens are in: a file of SQLite (items-api.sqlite), or PostgreSQL
              as postgres://user:password@host/name, where several instances may share it
  --redis     where log-ins and revocations are kept instead, for several instances to share:
              redis://[user:password@]host[:port][/database]
  --signing-key
              the private key that signs tokens instead of SECRET_KEY, in PEM: P-256, Ed25519 or RSA.
              Its public half is at /.well-known/jwks.json, under the name of the file
  --demo      demo accounts, which everybody can use, although it does not listen on loopback
  --no-demo   no demo accounts, although it listens on loopback

Demo accounts: johndoe (a moderator), alice (disabled) and ada (an admin) of the tenant acme; edsger and
grace (an admin) of globex. Whoever signs up is a member of a tenant of their own. No route gives anybody
another tenant, another role or more scopes: those are columns of the table of accounts. An admin needs
the scopes accounts:read and accounts:write beside the role.

Environment: SECRET_KEY, API_KEY, SYSTEM_API_KEY, BASIC_USERNAME, BASIC_PASSWORD, CLIENT_ID,
CLIENT_SECRET (of the service that may introspect tokens and ask for its own), ALLOWED_ORIGINS
(separated by commas). A missing secret is made up for this run; instances that share a database
need the same. REDIS_URL stands for --redis.
FAILED_LOGINS: how often the passwords of one address may be wrong in five minutes (20). Behind a
proxy all callers have one: let the proxy count, and give a large number here.
PGPASSWORD, if the URL of the database has no password: others see command lines.
PostgreSQL on another host has to offer TLS, with a certificate that the system trusts or that is
in the file SSL_CERT_FILE; `?sslmode=disable` at the end of the URL goes without.";

/// Bytes an API key has at least.
const KEY: usize = 16;

/// Everything that can be set from outside.
pub(crate) struct Config {
    pub(crate) listen: SocketAddr,
    /// Certificate and key, where it serves HTTPS.
    pub(crate) tls: Option<(String, String)>,
    pub(crate) database: String,
    pub(crate) redis: Option<String>,
    /// A file.
    pub(crate) signing_key: Option<String>,
    /// Whether demo accounts count; on loopback they do, unless this says otherwise.
    pub(crate) demo: Option<bool>,
    pub(crate) secret_key: Secret,
    pub(crate) api_key: Secret,
    pub(crate) system_api_key: Secret,
    pub(crate) basic_username: String,
    pub(crate) basic_password: Secret,
    /// The service that may introspect tokens and ask for its own.
    pub(crate) client_id: String,
    pub(crate) client_secret: Secret,
    /// From one address in five minutes.
    pub(crate) failed_logins: u32,
    pub(crate) allowed_origins: Vec<HeaderValue>,
    /// Keys and passwords that nobody knows unless they are printed.
    pub(crate) made_up: Vec<(&'static str, String)>,
}

impl Config {
    /// `None` if help was asked for.
    pub(crate) fn read() -> Result<Option<Self>, Box<dyn Error>> {
        let mut listen = SocketAddr::from(([127, 0, 0, 1], 8000));
        let mut database = "items-api.sqlite".to_owned();
        let (mut redis, mut signing_key) = (env::var("REDIS_URL").ok(), None);
        let (mut certificate, mut private_key) = (None, None);
        let mut demo = None;
        let mut arguments = env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || {
                arguments
                    .next()
                    .ok_or(format!("`{argument}` needs a value\n\n{USAGE}"))
            };
            match argument.as_str() {
                "--listen" => {
                    let text = value()?;
                    listen = text.parse().map_err(|_| {
                        format!("`--listen {text}` is not of the form ADDRESS:PORT")
                    })?;
                }
                "--tls-cert" => certificate = Some(value()?),
                "--tls-key" => private_key = Some(value()?),
                "--database" => database = value()?,
                "--redis" => redis = Some(value()?),
                "--signing-key" => signing_key = Some(value()?),
                "--demo" => demo = Some(true),
                "--no-demo" => demo = Some(false),
                "--help" | "-h" => return Ok(None),
                _ => return Err(format!("unknown argument `{argument}`\n\n{USAGE}").into()),
            }
        }
        let tls = match (certificate, private_key) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            (Some(_), None) => return Err("`--tls-cert` needs `--tls-key` beside it".into()),
            (None, Some(_)) => return Err("`--tls-key` needs `--tls-cert` beside it".into()),
        };
        let mut made_up = Vec::new();
        let secret_key = match env::var_os("SECRET_KEY") {
            Some(_) => Secret::env("SECRET_KEY")?,
            None => Secret::random()?,
        };
        secret_key.at_least(32, "SECRET_KEY")?;
        let api_key = key("API_KEY", KEY, &mut made_up)?;
        let system_api_key = key("SYSTEM_API_KEY", KEY, &mut made_up)?;
        let basic_username = match env::var("BASIC_USERNAME") {
            Ok(name) if !name.is_empty() && !name.contains(':') => name,
            Ok(_) => return Err("BASIC_USERNAME is empty or contains a colon".into()),
            Err(env::VarError::NotPresent) => {
                made_up.push(("BASIC_USERNAME", "demo".to_owned()));
                "demo".to_owned()
            }
            Err(env::VarError::NotUnicode(_)) => return Err("BASIC_USERNAME is not Unicode".into()),
        };
        let basic_password = key("BASIC_PASSWORD", 8, &mut made_up)?;
        let client_id = match env::var("CLIENT_ID") {
            Ok(id) => id,
            Err(env::VarError::NotPresent) => "items-service".to_owned(),
            Err(env::VarError::NotUnicode(_)) => return Err("CLIENT_ID is not Unicode".into()),
        };
        let failed_logins = match env::var_os("FAILED_LOGINS") {
            Some(text) => text.to_str().and_then(|text| text.parse().ok()),
            None => Some(20),
        };
        let failed_logins = failed_logins.ok_or("FAILED_LOGINS is not a number")?;
        let client_secret = key("CLIENT_SECRET", 22, &mut made_up)?;
        Ok(Some(Self {
            listen,
            tls,
            database,
            redis,
            signing_key,
            demo,
            secret_key,
            api_key,
            system_api_key,
            basic_username,
            basic_password,
            client_id,
            client_secret,
            failed_logins,
            allowed_origins: origins()?,
            made_up,
        }))
    }
}

fn key(
    name: &'static str,
    bytes: usize,
    made_up: &mut Vec<(&'static str, String)>,
) -> Result<Secret, Misconfiguration> {
    let secret = if env::var_os(name).is_some() {
        Secret::env(name)?
    } else {
        let secret = Secret::random_text()?;
        made_up.push((name, secret.expose_str().unwrap_or_default().to_owned()));
        secret
    };
    secret.at_least(bytes, name)?;
    Ok(secret)
}

fn origins() -> Result<Vec<HeaderValue>, Box<dyn Error>> {
    let listed = match env::var("ALLOWED_ORIGINS") {
        Ok(listed) => listed,
        Err(env::VarError::NotPresent) => return Ok(Vec::new()),
        Err(env::VarError::NotUnicode(_)) => return Err("ALLOWED_ORIGINS is not Unicode".into()),
    };
    listed
        .split(',')
        .map(str::trim)
        .filter(|origin| !origin.is_empty())
        .map(|origin| {
            self::origin(origin).map_err(|error| format!("ALLOWED_ORIGINS: {error}").into())
        })
        .collect()
}

fn origin(origin: &str) -> Result<HeaderValue, Box<dyn Error>> {
    // The same check that the schemes apply: a scheme, a host, perhaps a port, and no pattern.
    axum_secured::Settings::new().trusted_origin(origin)?;
    // Browsers send it in lower case.
    Ok(HeaderValue::from_str(&origin.to_ascii_lowercase())?)
}
