//! HTTPS, with a certificate from files.

use std::{error::Error, sync::Arc};

use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs::default_provider,
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject as _},
    },
};

use crate::PATIENCE;

/// What makes connections secure, with the certificate and the key in these files.
pub(crate) fn acceptor(certificate: &str, key: &str) -> Result<RustlsAcceptor, Box<dyn Error>> {
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .and_then(some)
        .map_err(|error| format!("no certificate in `--tls-cert {certificate}`: {error}"))?;
    let own = PrivateKeyDer::from_pem_file(key)
        .map_err(|error| format!("no private key in `--tls-key {key}`: {error}"))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, own)
        .map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => {
                format!("`--tls-key {key}` is not the key of `--tls-cert {certificate}`")
            }
            error => {
                format!("`--tls-cert {certificate}` and `--tls-key {key}` cannot be used: {error}")
            }
        })?;
    // As the server speaks it and nothing else.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let config = RustlsConfig::from_config(Arc::new(config));
    Ok(RustlsAcceptor::new(config).handshake_timeout(PATIENCE))
}

fn some<T>(found: Vec<T>) -> Result<Vec<T>, pem::Error> {
    if found.is_empty() {
        return Err(pem::Error::NoItemsFound);
    }
    Ok(found)
}
