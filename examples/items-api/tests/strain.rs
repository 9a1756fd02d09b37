//! Requests that are too long, too slow or never end, and the signal to stop.
#![allow(missing_docs)]

mod server;

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use serde_json::json;
use server::{Answer, Folder, Server};

const FORM: &str = "grant_type=password&username=johndoe&password=secret";

fn length() -> String {
    format!("Content-Length: {}", FORM.len())
}

/// The head of a request to `/token`, whose body waits to be asked for.
fn begun(server: &Server, length: &str) -> TcpStream {
    let mut stream = TcpStream::connect(&server.address).expect("it listens");
    let head = format!(
        "POST /token HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nExpect: 100-continue\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n{length}\r\n\r\n",
        server.address
    );
    stream.write_all(head.as_bytes()).expect("it reads");
    stream
}

/// A request to `/token` whose body is awaited and has not been sent.
fn awaited(server: &Server, length: &str) -> TcpStream {
    let mut stream = begun(server, length);
    let go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    let mut said = vec![0; go_on.len()];
    stream.read_exact(&mut said).expect("it goes on");
    assert_eq!(String::from_utf8_lossy(&said), go_on);
    stream
}

#[cfg(unix)]
#[test]
fn either_signal_lets_a_request_finish_and_ends_in_success() {
    for name in ["INT", "TERM"] {
        let folder = Folder::new();
        let mut server = Server::start(&mut folder.flagship());
        let mut stream = awaited(&server, &length());
        server.signal(name);
        stream.write_all(FORM.as_bytes()).expect("it still reads");
        let answer = Answer::read(&mut stream);
        assert_eq!(answer.status, 200, "{name}: {}", answer.body);
        server.ended();
        let status = server.child.wait().expect("it has ended");
        assert!(status.success(), "{name}: {status}");
    }
}

#[cfg(unix)]
#[test]
fn a_request_that_never_ends_does_not_keep_it_from_stopping() {
    let folder = Folder::new();
    let mut server = Server::start(&mut folder.flagship());
    let _body_missing = awaited(&server, &length());
    let mut head_missing = TcpStream::connect(&server.address).expect("it listens");
    head_missing.write_all(b"GET /hea").expect("it reads");
    server.signal("TERM");
    let deadline = Instant::now() + Duration::from_secs(20);
    let status = loop {
        if let Some(status) = server.child.try_wait().expect("a child") {
            break status;
        }
        assert!(Instant::now() < deadline, "it does not end");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(status.success(), "{status}");
}

#[test]
fn a_body_that_never_comes_is_given_up() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let mut stream = awaited(&server, &length());
    stream.write_all(b"grant_type=").expect("it reads");
    let deadline = Duration::from_secs(30);
    stream.set_read_timeout(Some(deadline)).expect("a socket");
    assert_eq!(Answer::read(&mut stream).status, 408);
}

#[test]
fn a_head_that_never_ends_is_given_up() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    for begun in ["", "GET /health HTTP/1.1\r\nHost: x\r\n"] {
        let mut stream = TcpStream::connect(&server.address).expect("it listens");
        stream.write_all(begun.as_bytes()).expect("it reads");
        let deadline = Duration::from_secs(30);
        stream.set_read_timeout(Some(deadline)).expect("a socket");
        let mut said = Vec::new();
        stream.read_to_end(&mut said).expect("it hangs up");
        let said = String::from_utf8_lossy(&said);
        assert!(
            said.is_empty() || said.starts_with("HTTP/1.1 408"),
            "{said}"
        );
    }
    assert_eq!(server.get("/health", &[]).status, 200);
}

#[test]
fn a_long_form_is_refused_before_it_has_come() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let deadline = Duration::from_secs(5);
    let is_refused = |stream: &mut TcpStream| {
        stream.set_read_timeout(Some(deadline)).expect("a socket");
        let mut bytes = [0; 1024];
        let length = stream.read(&mut bytes).expect("it answers");
        let said = String::from_utf8_lossy(&bytes[..length]);
        assert!(said.starts_with("HTTP/1.1 400 "), "{said}");
    };
    // A gigabyte that is announced is not asked for.
    is_refused(&mut begun(&server, "Content-Length: 1073741824"));
    // Of what is not, no more is sent than it takes to see that it is too long.
    let mut stream = awaited(&server, "Transfer-Encoding: chunked");
    let beginning = format!("{FORM}&filler={}", "x".repeat(20 * 1024));
    let chunk = format!("{:x}\r\n{beginning}\r\n", beginning.len());
    stream.write_all(chunk.as_bytes()).expect("it reads");
    is_refused(&mut stream);
    // What is just short enough is read.
    let longest = format!("{FORM}&filler=");
    let longest = format!("{longest}{}", "x".repeat(16 * 1024 - longest.len()));
    assert_eq!(server.token_answer(&longest).status, 200);
    let answer = server.token_answer(&format!("{longest}x"));
    assert_eq!(
        (answer.status, answer.json()["error"].clone()),
        (400, json!("invalid_request"))
    );
}

#[test]
fn a_huge_head_and_slow_callers_do_not_matter_to_others() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let slow: Vec<_> = (0..100).map(|_| awaited(&server, &length())).collect();
    let mut huge = TcpStream::connect(&server.address).expect("it listens");
    let head = format!("GET /health HTTP/1.1\r\nX-Filler: {}", "x".repeat(1 << 20));
    // It may hang up before all is written.
    let _ = huge.write_all(head.as_bytes());
    let mut bytes = [0; 12];
    if huge.read_exact(&mut bytes).is_ok() {
        assert_eq!(&bytes, b"HTTP/1.1 431");
    }
    assert_eq!(server.get("/health", &[]).status, 200);
    assert_eq!(server.token_answer(FORM).status, 200);
    drop(slow);
}

#[test]
fn http_2_is_not_spoken_since_its_connections_would_outlive_the_timers() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let mut stream = TcpStream::connect(&server.address).expect("it listens");
    let deadline = Duration::from_secs(30);
    stream.set_read_timeout(Some(deadline)).expect("a socket");
    // RFC 9113, section 3.4: the preface, settings, and a stream that asks for `/health` (6.2; the
    // names are those of RFC 7541, appendix A).
    stream
        .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        .expect("it reads");
    let settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    let headers = *b"\x82\x86\x04\x07/health\x01\x01x";
    let length = u8::try_from(headers.len()).expect("a short head");
    let head = [0, 0, length, 1, 0b101, 0, 0, 0, 1];
    let asked = [&settings[..], &head, &headers].concat();
    // It may have hung up before.
    let _ = stream.write_all(&asked);
    let mut said = Vec::new();
    let ended = stream.read_to_end(&mut said);
    assert!(
        !matches!(&ended, Err(error) if error.kind() == ErrorKind::WouldBlock),
        "{said:?}"
    );
    assert!(
        said.is_empty() || said.starts_with(b"HTTP/1.1 "),
        "{said:?}"
    );
}
