//! An items API behind every kind of credential: `cargo run -p items-api`, then open `/docs`.

pub mod accounts;
mod admin;
mod auth;
mod callers;
mod config;
pub mod database;
mod email;
mod handlers;
mod input;
pub mod items;
mod problem;
mod routes;
mod sign_in;
mod sign_up;
mod state;
mod tls;
mod token;

use std::{error::Error, net::SocketAddr, process::ExitCode, sync::Arc, time::Duration};

use axum::extract::FromRef;
use axum_secured::{
    Catalogue as _, Limits, Misconfiguration, PasswordHasher, Practice,
    limits::{Attempts, RedisLimits},
    tokens::{Revocations, TokenEndpoint, TokenSigner},
};

use crate::{
    accounts::Accounts, auth::Auth, config::Config, database::Database, items::Items,
    sign_in::SignIn, state::State,
};

/// The exit code where options or environment are wrong.
const MISCONFIGURED: u8 = 2;

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long requests under way may hold up the end.
const GRACE: Duration = Duration::from_secs(5);

/// How late another instance may learn that a token was revoked.
const REVOKED_WITHIN: Duration = Duration::from_secs(2);

/// In which time passwords of one address may be wrong so often, and no more.
const FAILED_WITHIN: Duration = Duration::from_secs(5 * 60);

/// Why a key may stand in a URL all the same.
const KEY_IN_QUERY: &str = "an example of each place a key can stand in; its description warns";

/// What the handlers share.
#[derive(Clone, FromRef)]
struct App {
    auth: Arc<Auth>,
    signer: TokenSigner,
    tokens: TokenEndpoint,
    accounts: SignIn,
    items: Items,
}

/// Serves what the command line asks for, until it is told to stop.
pub async fn main() -> ExitCode {
    let config = match Config::read() {
        Ok(Some(config)) => config,
        Ok(None) => {
            println!("{}", config::USAGE);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("items-api: {error}");
            return ExitCode::from(MISCONFIGURED);
        }
    };
    match run(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("items-api: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config) -> Result<(), Box<dyn Error>> {
    let filter = tracing_subscriber::EnvFilter::builder()
        .with_default_directive(tracing_subscriber::filter::LevelFilter::INFO.into())
        .from_env_lossy();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let tls = match &config.tls {
        Some((certificate, key)) => Some(tls::acceptor(certificate, key)?),
        None => None,
    };
    let listener = tokio::net::TcpListener::bind(config.listen)
        .await
        .map_err(|error| format!("{} cannot be listened on: {error}", config.listen))?;
    let address = listener.local_addr()?;
    let demo = config.demo.unwrap_or(address.ip().is_loopback());
    let database = Database::open(&config.database)
        .await
        .map_err(|error| error as Box<dyn Error>)?;
    let accounts = Accounts::new(database.clone(), demo);
    let hasher = PasswordHasher::new();
    if demo {
        let added = accounts.add_demo(&hasher).await;
        added.map_err(|error| error as Box<dyn Error>)?;
    }
    let namesake = accounts.find(config.client_id.clone()).await;
    if namesake.map_err(|error| error as Box<dyn Error>)?.is_some() {
        let id = &config.client_id;
        return Err(format!("CLIENT_ID `{id}` is the name of an account").into());
    }
    let signer = auth::signer(&config)?;
    let state = Arc::new(State::open(config.redis.as_deref(), &database).await?);
    let revocations = Revocations::new(Arc::clone(&state)).within(REVOKED_WITHIN);
    let revocations = revocations.build()?;
    let (limits, attempts) = limits(&config)?;
    let auth = Auth::new(&config, &signer, &revocations, accounts.clone(), &attempts)?;
    let accounts = SignIn {
        accounts,
        hasher,
        attempts,
        service: config.client_id.as_str().into(),
        basic: config.basic_username.as_str().into(),
    };
    let tokens = token::endpoint(&config, &signer, accounts.clone(), state, &revocations)?;
    let app = App {
        auth: Arc::new(auth),
        signer,
        tokens,
        accounts,
        items: Items::new(database.clone()),
    };
    let found = app.auth.practices().and(app.tokens.practices());
    let found = found.served_at(address, tls.is_some());
    found.accept(Practice::KeyInQuery, KEY_IN_QUERY).log();
    let router = routes::router(&config, limits)?.with_state(app);
    announce(&config, address, demo);
    let handle = axum_server::Handle::new();
    let mut server = axum_server::from_tcp(listener.into_std()?)?
        .handle(handle.clone())
        // Connections of HTTP/2, which needs no TLS either, would outlive the timers.
        .http1_only()
        .first_request_timeout(PATIENCE);
    // A client that begins a request and never ends it holds a connection no longer than others.
    server.http_builder().http1().header_read_timeout(PATIENCE);
    tokio::spawn(async move {
        stopped().await;
        handle.graceful_shutdown(Some(GRACE));
    });
    // Who asks is counted by the address of their connection: there is no proxy that is trusted.
    let app = router.into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        Some(tls) => server.acceptor(tls).serve(app).await?,
        None => server.serve(app).await?,
    }
    database.settle().await;
    Ok(())
}

/// What counts requests and failed log-ins: all instances together where they share a Redis.
fn limits(config: &Config) -> Result<(Limits, Attempts), Misconfiguration> {
    let (mut limits, mut attempts) = (Limits::builder(), Attempts::builder());
    attempts = attempts.per_address(config.failed_logins, FAILED_WITHIN);
    if let Some(url) = &config.redis {
        limits = limits.redis(RedisLimits::at(url)?);
        attempts = attempts.redis(RedisLimits::at(url)?);
    }
    Ok((limits.build()?, attempts.build()?))
}

/// Says what whoever starts it has to know; the last line is where it listens.
fn announce(config: &Config, address: SocketAddr, demo: bool) {
    for (name, value) in &config.made_up {
        println!("{name} is not set; made up for this run: {value}");
    }
    if demo {
        println!(
            "whoever reaches it may sign in as `johndoe` with `secret`, or as the admin `ada` with \
             `secret3`; `--no-demo` ends that"
        );
    }
    let scheme = if config.tls.is_some() {
        "https"
    } else {
        "http"
    };
    println!("listening on {scheme}://{address}, documentation at {scheme}://{address}/docs");
}

/// Waits for ctrl-c or, as service managers send it, SIGTERM.
async fn stopped() {
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        Ok(()) = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
