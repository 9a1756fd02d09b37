//! Where the server is and how it is reached.

use std::{net::IpAddr, sync::Arc};

use deadpool_postgres::tokio_postgres::{
    Config,
    config::{Host, SslMode},
};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs::default_provider};

use crate::database::{CONNECT, Failure, LOCKED, PATIENCE};

/// What a URL says. Errors repeat nothing of it: a password with an unescaped `/` may be in any part.
pub(super) fn config(url: &str) -> Result<Config, Failure> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (authority, others) = rest
        .find(['/', '?'])
        .map_or((rest, ""), |end| rest.split_at(end));
    if others.contains('@') || authority.matches('@').count() > 1 {
        return Err("in the URL write `@` as %40, `/` as %2F and `?` as %3F".into());
    }
    let is_stated = others.contains("sslmode=");
    // Certificates are always verified, so it is what is called `require` here.
    let others = others.replace("sslmode=verify-full", "sslmode=require");
    let url = format!("postgres://{authority}{others}");
    let mut config: Config = url.parse().map_err(
        |_| "the URL is not of the form `postgres://user:password@host:port/name?sslmode=require`",
    )?;
    if !is_stated {
        let is_here = config.get_hosts().iter().all(is_here)
            && config.get_hostaddrs().iter().all(IpAddr::is_loopback);
        config.ssl_mode(if is_here {
            SslMode::Disable
        } else {
            SslMode::Require
        });
    }
    if config.get_password().is_none()
        && let Ok(password) = std::env::var("PGPASSWORD")
    {
        config.password(password);
    }
    let locked = LOCKED.as_millis();
    let options = format!(
        "-c statement_timeout={locked} -c lock_timeout={locked} \
         -c default_transaction_isolation=read\\ committed {}",
        config.get_options().unwrap_or_default()
    );
    config.options(options.trim_end());
    if config.get_application_name().is_none() {
        config.application_name("items-api");
    }
    config.connect_timeout(CONNECT).tcp_user_timeout(PATIENCE);
    Ok(config)
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) if name == "localhost" => true,
        Host::Tcp(name) => name
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback()),
        Host::Unix(_) => true,
    }
}

/// What makes a connection secure that is wanted so.
pub(super) fn tls(config: &Config) -> Result<ClientConfig, Failure> {
    let mut roots = RootCertStore::empty();
    if config.get_ssl_mode() != SslMode::Disable {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    Ok(
        ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth(),
    )
}

#[cfg(test)]
mod tests;
