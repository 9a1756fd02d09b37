//! The flagship over HTTPS, and the files it does not serve with.
#![allow(missing_docs)]

mod server;

use std::{
    fs,
    io::{ErrorKind, Read as _, Write as _},
    net::TcpStream,
    process::Command,
    sync::Arc,
    time::Duration,
};

use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    crypto::aws_lc_rs::default_provider, pki_types::CertificateDer,
};
use server::{Answer, Folder, KEY, Server, fails};

/// A folder with a certificate and its key, and who trusts it.
struct Secure {
    folder: Folder,
    certificate: CertificateDer<'static>,
}

impl Secure {
    fn new() -> Self {
        let folder = Folder::new();
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        fs::write(folder.path().join("cert.pem"), cert.pem()).expect("a file");
        fs::write(folder.path().join("key.pem"), signing_key.serialize_pem()).expect("a file");
        Self {
            folder,
            certificate: cert.der().clone(),
        }
    }

    /// The flagship with these files of the folder.
    fn flagship(&self, certificate: &str, key: &str) -> Command {
        let mut command = self.folder.flagship();
        let file = |name: &str| self.folder.path().join(name);
        command.arg("--tls-cert").arg(file(certificate));
        command.arg("--tls-key").arg(file(key));
        command
    }

    fn start(&self) -> Server {
        Server::start(&mut self.flagship("cert.pem", "key.pem"))
    }

    fn connect(&self, server: &Server) -> StreamOwned<ClientConnection, TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).expect("a certificate");
        let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let name = "localhost".try_into().expect("a host name");
        let connection = ClientConnection::new(Arc::new(config), name).expect("a client");
        let stream = TcpStream::connect(&server.address).expect("it listens");
        StreamOwned::new(connection, stream)
    }

    fn get(&self, server: &Server, path: &str, lines: &str) -> Answer {
        let mut stream = self.connect(server);
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{lines}\r\n");
        stream.write_all(request.as_bytes()).expect("a handshake");
        Answer::read(&mut stream)
    }
}

#[test]
fn routes_are_read_over_tls_and_in_no_other_way() {
    let secure = Secure::new();
    let server = secure.start();
    assert_eq!(secure.get(&server, "/health", "").status, 200);
    let key = format!("X-API-Key: {KEY}\r\n");
    assert_eq!(secure.get(&server, "/protected-route/", &key).status, 200);
    let challenge = r#"ApiKey realm="items-api", in="header", name="X-API-Key""#;
    secure
        .get(&server, "/protected-route/", "")
        .refused(401, &[challenge]);
    let mut plain = TcpStream::connect(&server.address).expect("it listens");
    let request = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    plain.write_all(request).expect("it reads");
    let mut said = Vec::new();
    let _ = plain.read_to_end(&mut said);
    assert!(!said.starts_with(b"HTTP"), "it answers in the clear");
}

#[test]
fn it_says_https_and_warns_of_nothing() {
    let secure = Secure::new();
    let mut command = secure.flagship("cert.pem", "key.pem");
    let server = Server::start(command.args(["--listen", "0.0.0.0:0"]));
    let address = server.address.clone();
    assert_eq!(
        server.line,
        format!("listening on https://{address}, documentation at https://{address}/docs")
    );
    let log = server.stop();
    assert!(!log.contains("travel in the clear"), "{log}");
}

#[test]
fn a_handshake_that_never_begins_is_given_up() {
    let secure = Secure::new();
    let server = secure.start();
    let mut silent = TcpStream::connect(&server.address).expect("it listens");
    let deadline = Duration::from_secs(30);
    silent.set_read_timeout(Some(deadline)).expect("a socket");
    let said = silent.read_to_end(&mut Vec::new()).expect("it hangs up");
    assert_eq!(said, 0);
}

#[test]
fn a_connection_that_asks_no_more_is_closed() {
    let secure = Secure::new();
    let server = secure.start();
    let mut stream = secure.connect(&server);
    let deadline = Duration::from_secs(30);
    stream.sock.set_read_timeout(Some(deadline)).expect("one");
    let request = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.write_all(request).expect("a handshake");
    assert_eq!(stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
    let mut said = Vec::new();
    let ended = stream.read_to_end(&mut said);
    assert!(said.starts_with(b"HTTP/1.1 200 "), "it answers");
    // Whoever is hung up on is not told so with a TLS alert.
    let ended = ended.map_or_else(|error| error.kind(), |_| ErrorKind::UnexpectedEof);
    assert_eq!(ended, ErrorKind::UnexpectedEof);
}

#[cfg(unix)]
#[test]
fn a_signal_lets_a_request_finish() {
    let secure = Secure::new();
    let mut server = secure.start();
    let form = "grant_type=password&username=johndoe&password=secret";
    let mut stream = secure.connect(&server);
    let head = format!(
        "POST /token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        form.len()
    );
    stream.write_all(head.as_bytes()).expect("a handshake");
    let go_on = b"HTTP/1.1 100 Continue\r\n\r\n";
    let mut said = vec![0; go_on.len()];
    stream.read_exact(&mut said).expect("it goes on");
    assert_eq!(said, go_on);
    server.signal("TERM");
    stream.write_all(form.as_bytes()).expect("it still reads");
    assert_eq!(Answer::read(&mut stream).status, 200);
    server.ended();
    let status = server.child.wait().expect("it has ended");
    assert!(status.success(), "{status}");
}

#[test]
fn one_of_the_files_does_not_do() {
    let folder = Folder::new();
    let said = fails(folder.flagship().args(["--tls-cert", "cert.pem"]), 2);
    assert!(said.contains("`--tls-cert` needs `--tls-key`"), "{said}");
    let said = fails(folder.flagship().args(["--tls-key", "key.pem"]), 2);
    assert!(said.contains("`--tls-key` needs `--tls-cert`"), "{said}");
    for option in ["--tls-cert", "--tls-key"] {
        let said = fails(folder.flagship().arg(option), 2);
        let needs = format!("`{option}` needs a value");
        assert!(said.contains(&needs), "{said}");
    }
}

#[test]
fn files_that_do_not_serve_stop_the_start() {
    let secure = Secure::new();
    let other = KeyPair::generate().expect("a key").serialize_pem();
    let damaged = "-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n";
    for (name, content) in [
        ("other.pem", other.as_str()),
        ("empty.pem", ""),
        ("damaged.pem", damaged),
    ] {
        fs::write(secure.folder.path().join(name), content).expect("a file");
    }
    for (certificate, key, why) in [
        ("absent.pem", "key.pem", "no certificate in `--tls-cert "),
        ("empty.pem", "key.pem", "no certificate in `--tls-cert "),
        ("key.pem", "key.pem", "no certificate in `--tls-cert "),
        ("cert.pem", "absent.pem", "no private key in `--tls-key "),
        ("cert.pem", "empty.pem", "no private key in `--tls-key "),
        ("cert.pem", "cert.pem", "no private key in `--tls-key "),
        ("cert.pem", "other.pem", " is not the key of `--tls-cert "),
        ("damaged.pem", "key.pem", " cannot be used: "),
    ] {
        let said = fails(&mut secure.flagship(certificate, key), 1);
        assert!(said.contains(why), "{certificate}, {key}: {said}");
        let file = if why.contains("key") {
            key
        } else {
            certificate
        };
        assert!(said.contains(&format!("{file}`")), "{said}");
        assert!(!said.contains("PRIVATE KEY-----"), "{said}");
    }
}
