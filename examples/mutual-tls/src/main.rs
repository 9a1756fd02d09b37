//! Machines known by their certificates: `cargo run -p mutual-tls`, then the line it prints.

mod authority;
#[cfg(test)]
mod handshakes;

use std::{
    error::Error,
    fs::{self, DirBuilder},
    net::TcpListener,
    sync::Arc,
};

use axum::{Router, extract::Request, middleware::map_request};
use axum_secured::{
    ClientCertificate, ClientCertificates, SecuredRouter, SecuritySchemes,
    client_certificates::Certificate, public, routes, secured,
};
use axum_server::{
    tls::TlsInfo,
    tls_rustls::{RustlsConfig, from_tcp_rustls},
};
use rustls::{
    RootCertStore, ServerConfig,
    crypto::aws_lc_rs::default_provider,
    pki_types::PrivatePkcs8KeyDer,
    server::{NoServerSessionStorage, WebPkiClientVerifier},
};

use authority::{Authority, Identity};

/// How machines prove who they are.
#[derive(SecuritySchemes)]
struct Auth {
    /// Certificate of a machine.
    #[scheme(mutual_tls)]
    certificate: ClientCertificates<Machine>,
}

#[derive(Clone)]
struct Machine(&'static str);

#[secured(certificate)]
#[utoipa::path(get, path = "/whoami", responses((status = 200, body = String)))]
async fn whoami(#[principal] machine: Machine) -> String {
    machine.0.to_owned()
}

#[secured(certificate)]
#[utoipa::path(post, path = "/orders", responses((status = 200, body = String)))]
async fn order(#[principal] machine: Machine) -> String {
    format!("ordered by {}", machine.0)
}

#[public("liveness probe")]
#[utoipa::path(get, path = "/health", responses((status = 200)))]
async fn health() {}

/// The routes, for the machine that holds `billing`.
fn router(billing: &Identity) -> Result<Router, Box<dyn Error>> {
    let billing = Certificate::from_der(billing.certificate.der(), Machine("billing"));
    let auth = Auth {
        certificate: ClientCertificates::builder().with(billing).build()?,
    };
    let (router, _openapi) = SecuredRouter::new()
        .routes(routes!(whoami))
        .routes(routes!(order))
        .routes(routes!(health))
        .try_split_for_parts()?;
    let router = router.with_state(Arc::new(auth));
    Ok(router.layer(map_request(certified)))
}

/// Hands what the handshake verified to the guard.
async fn certified(mut request: Request) -> Request {
    let tls = request.extensions().get::<Arc<TlsInfo>>();
    let certificate = tls.and_then(|tls| ClientCertificate::from_chain(&tls.peer_certificates));
    if let Some(certificate) = certificate {
        request.extensions_mut().insert(certificate);
    }
    request
}

/// Serves `router` to whoever shows a certificate that `authority` signed, or none.
async fn serve(
    listener: TcpListener,
    authority: &Authority,
    own: &Identity,
    router: Router,
) -> Result<(), Box<dyn Error>> {
    // Named, not the default of the process: that panics where several are compiled in.
    let provider = Arc::new(default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(authority.certificate.der().clone())?;
    // Without a certificate one reaches what is public, and is challenged elsewhere.
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .allow_unauthenticated()
            .build()?;
    let key = PrivatePkcs8KeyDer::from(own.key.serialize_der());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![own.certificate.der().clone()], key.into())?;
    // A resumed session is not verified anew: what expired since its first handshake would pass.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let config = RustlsConfig::from_config(Arc::new(config));
    let server = from_tcp_rustls(listener, config)?;
    Ok(server.serve(router.into_make_service()).await?)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let authority = Authority::new("mutual-tls example")?;
    let own = authority.issue(&authority::server("localhost")?)?;
    let billing = authority.issue(&authority::client("billing")?)?;

    let folder = std::env::temp_dir().join(format!("mutual-tls-{}", std::process::id()));
    let mut private = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut private, 0o700);
    private.create(&folder)?;
    fs::write(folder.join("ca.pem"), authority.certificate.pem())?;
    fs::write(folder.join("billing.pem"), billing.certificate.pem())?;
    fs::write(folder.join("billing.key"), billing.key.serialize_pem())?;

    let listener = TcpListener::bind("127.0.0.1:8443")?;
    let files = "--cacert ca.pem --cert billing.pem --key billing.key";
    let folder = folder.display();
    println!("cd {folder} && curl {files} https://localhost:8443/whoami");
    serve(listener, &authority, &own, router(&billing)?).await
}
