//! What becomes of a certificate, from the handshake to the handler.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    time::Duration,
};

use rcgen::date_time_ymd;
use rustls::{
    AlertDescription, ClientConfig, ClientConnection, HandshakeKind, RootCertStore, StreamOwned,
    SupportedProtocolVersion,
    crypto::aws_lc_rs::default_provider,
    pki_types::PrivatePkcs8KeyDer,
    sign::{CertifiedKey, SingleCertAndKey},
    version::{TLS12, TLS13},
};

use crate::{
    authority::{self, Authority, Identity},
    router, serve,
};

const CHALLENGED: &str = "\r\nwww-authenticate: ClientCertificate realm=\"api\"\r\n";

/// The running example, and who may call it.
struct Example {
    address: SocketAddr,
    authority: Arc<Authority>,
    billing: Identity,
}

impl Example {
    fn start() -> Self {
        let authority = Arc::new(Authority::new("authority").expect("an authority"));
        let params = authority::server("localhost").expect("a host name");
        let own = authority.issue(&params).expect("a certificate");
        let billing = machine(&authority, "billing");
        let app = router(&billing).expect("routes");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let trusted = Arc::clone(&authority);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            runtime.block_on(async {
                let served = serve(listener, &trusted, &own, app).await;
                served.expect("it serves");
            });
        });
        Self {
            address,
            authority,
            billing,
        }
    }

    /// A client that shows this certificate.
    fn client(
        &self,
        shown: Option<&Identity>,
        version: &'static SupportedProtocolVersion,
    ) -> Arc<ClientConfig> {
        let mut roots = RootCertStore::empty();
        let trusted = self.authority.certificate.der().clone();
        roots.add(trusted).expect("an authority");
        let provider = Arc::new(default_provider());
        let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[version])
            .expect("a version")
            .with_root_certificates(roots);
        Arc::new(match shown {
            None => config.with_no_client_auth(),
            Some(Identity { certificate, key }) => {
                let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
                let key = provider.key_provider.load_private_key(key).expect("a key");
                // Unlike `with_client_auth_cert`, this shows certificates of other keys as well.
                let shown = CertifiedKey::new(vec![certificate.der().clone()], key);
                config.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(shown)))
            }
        })
    }

    fn connect(&self, client: Arc<ClientConfig>) -> StreamOwned<ClientConnection, TcpStream> {
        let name = "localhost".try_into().expect("a host name");
        let connection = ClientConnection::new(client, name).expect("a client");
        let stream = TcpStream::connect(self.address).expect("it listens");
        let patience = Some(Duration::from_secs(20));
        stream.set_read_timeout(patience).expect("a timeout");
        StreamOwned::new(connection, stream)
    }

    /// The whole answer to a request with these header lines.
    fn ask(
        &self,
        shown: Option<&Identity>,
        version: &'static SupportedProtocolVersion,
        request: &str,
        lines: &[&str],
    ) -> String {
        self.ask_as(self.client(shown, version), request, lines).0
    }

    fn ask_as(
        &self,
        client: Arc<ClientConfig>,
        request: &str,
        lines: &[&str],
    ) -> (String, Option<HandshakeKind>) {
        let mut stream = self.connect(client);
        let mut text = format!("{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for line in lines {
            text.extend([line, "\r\n"]);
        }
        text.push_str("\r\n");
        stream.write_all(text.as_bytes()).expect("a handshake");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        (answer, stream.conn.handshake_kind())
    }

    /// The alert that ends the handshake. Nothing is asked: what the server had not read when it
    /// closes the connection would take the alert away.
    fn alert(
        &self,
        shown: &Identity,
        version: &'static SupportedProtocolVersion,
    ) -> AlertDescription {
        let mut stream = self.connect(self.client(Some(shown), version));
        let error = stream.read(&mut [0]).expect_err("it was to be refused");
        match error
            .get_ref()
            .and_then(|error| error.downcast_ref::<rustls::Error>())
        {
            Some(rustls::Error::AlertReceived(alert)) => *alert,
            _ => panic!("{error:?}"),
        }
    }
}

fn machine(authority: &Authority, name: &str) -> Identity {
    let params = authority::client(name).expect("a name");
    authority.issue(&params).expect("a certificate")
}

#[track_caller]
fn assert_answer(answer: &str, status: &str, body: &str) {
    let (head, rest) = answer.split_once("\r\n\r\n").expect("a head");
    assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    assert_eq!(rest, body, "{answer}");
}

#[track_caller]
fn assert_challenged(answer: &str) {
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    assert_eq!(answer.matches(CHALLENGED).count(), 1, "{answer}");
    assert_eq!(answer.matches("www-authenticate").count(), 1, "{answer}");
}

#[test]
fn the_right_certificate_names_the_machine() {
    let example = Example::start();
    for version in [&TLS12, &TLS13] {
        let answer = example.ask(Some(&example.billing), version, "GET /whoami", &[]);
        assert_answer(&answer, "200", "billing");
        let answer = example.ask(Some(&example.billing), version, "POST /orders", &[]);
        assert_answer(&answer, "200", "ordered by billing");
    }
}

#[test]
fn every_connection_is_verified_anew() {
    let example = Example::start();
    for version in [&TLS12, &TLS13] {
        let client = example.client(Some(&example.billing), version);
        for _ in 0..2 {
            let (answer, kind) = example.ask_as(Arc::clone(&client), "GET /whoami", &[]);
            assert_eq!(kind, Some(HandshakeKind::Full));
            assert_answer(&answer, "200", "billing");
        }
    }
}

#[test]
fn what_the_authority_did_not_sign_for_a_client_ends_the_handshake() {
    let example = Example::start();
    let stranger = Authority::new("another authority").expect("an authority");
    let stranger = machine(&stranger, "billing");
    let impostor = Authority::new("authority").expect("an authority");
    let impostor = machine(&impostor, "billing");
    let server = authority::server("localhost").expect("a host name");
    let server = example.authority.issue(&server).expect("a certificate");
    for version in [&TLS12, &TLS13] {
        let alert = example.alert(&stranger, version);
        assert_eq!(alert, AlertDescription::UnknownCA);
        let alert = example.alert(&impostor, version);
        assert_eq!(alert, AlertDescription::DecryptError);
        let alert = example.alert(&server, version);
        assert_eq!(alert, AlertDescription::UnsupportedCertificate);
    }
}

#[test]
fn an_expired_or_early_certificate_ends_the_handshake() {
    let example = Example::start();
    let mut expired = authority::client("billing").expect("a name");
    expired.not_after = date_time_ymd(2020, 1, 1);
    let expired = example.authority.issue(&expired).expect("a certificate");
    let mut early = authority::client("billing").expect("a name");
    early.not_before = date_time_ymd(4000, 1, 1);
    let early = example.authority.issue(&early).expect("a certificate");
    for version in [&TLS12, &TLS13] {
        for shown in [&expired, &early] {
            let alert = example.alert(shown, version);
            assert_eq!(alert, AlertDescription::CertificateExpired);
        }
    }
}

#[test]
fn a_certificate_without_its_key_ends_the_handshake() {
    let example = Example::start();
    let stolen = Identity {
        certificate: example.billing.certificate.clone(),
        key: machine(&example.authority, "thief").key,
    };
    for version in [&TLS12, &TLS13] {
        let alert = example.alert(&stolen, version);
        assert_eq!(alert, AlertDescription::DecryptError);
    }
}

#[test]
fn without_a_certificate_only_what_is_public_is_served() {
    let example = Example::start();
    for version in [&TLS12, &TLS13] {
        let answer = example.ask(None, version, "GET /health", &[]);
        assert_answer(&answer, "200", "");
        assert_challenged(&example.ask(None, version, "GET /whoami", &[]));
        assert_challenged(&example.ask(None, version, "POST /orders", &[]));
    }
}

#[test]
fn a_certificate_that_nobody_listed_proves_nothing() {
    let example = Example::start();
    // The same authority, and the same name.
    let unlisted = machine(&example.authority, "billing");
    for version in [&TLS12, &TLS13] {
        let answer = example.ask(Some(&unlisted), version, "GET /whoami", &[]);
        assert_challenged(&answer);
        assert!(answer.contains("The credential is not valid."), "{answer}");
    }
}

#[test]
fn no_header_is_a_certificate() {
    let example = Example::start();
    let pem = example.billing.certificate.pem().replace('\n', "%0A");
    for name in [
        "X-Client-Cert",
        "X-SSL-Client-Cert",
        "X-Forwarded-Client-Cert",
        "Client-Cert",
        "Authorization",
    ] {
        let claim = format!("{name}: {pem}");
        let answer = example.ask(None, &TLS13, "GET /whoami", &[&claim]);
        assert_challenged(&answer);
        // Nor does it take one away.
        let answer = example.ask(Some(&example.billing), &TLS13, "GET /whoami", &[&claim]);
        assert_answer(&answer, "200", "billing");
    }
}

#[test]
fn a_page_of_another_site_orders_nothing() {
    let example = Example::start();
    for line in ["Origin: https://evil.example", "Sec-Fetch-Site: cross-site"] {
        let answer = example.ask(Some(&example.billing), &TLS13, "POST /orders", &[line]);
        assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
        assert!(!answer.contains("www-authenticate"), "{answer}");
        assert!(!answer.contains("ordered"), "{answer}");
        let answer = example.ask(Some(&example.billing), &TLS13, "GET /whoami", &[line]);
        assert_answer(&answer, "200", "billing");
    }
    let line = "Origin: https://localhost";
    let answer = example.ask(Some(&example.billing), &TLS13, "POST /orders", &[line]);
    assert_answer(&answer, "200", "ordered by billing");
}
