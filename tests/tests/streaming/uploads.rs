//! Uploads: who is refused has not sent a byte of the body, and need not.

use std::sync::{Arc, atomic::Ordering::SeqCst};

use axum::extract::State;
use axum_secured::{SecuredRouter, routing::post, secured};
use tests::{ABSENT, INVALID, MALFORMED, Refused};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{App, Seen, Server, bearer, soon};

#[secured(bearer)]
async fn upload(State(seen): State<Arc<Seen>>, body: String) -> String {
    seen.entered.fetch_add(1, SeqCst);
    body
}

pub(crate) fn router() -> SecuredRouter<App> {
    SecuredRouter::new().route("/upload", post(upload))
}

/// Sends the head of an upload and nothing of its body.
async fn begin(server: &Server, lines: &[&str]) -> TcpStream {
    let mut head = "POST /upload HTTP/1.1\r\nhost: x\r\n".to_owned();
    for line in lines {
        head.push_str(line);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    let mut stream = server.connect().await;
    let written = stream.write_all(head.as_bytes()).await;
    written.expect("an open connection");
    stream
}

/// What arrives up to `end`.
async fn until(stream: &mut TcpStream, end: &str) -> String {
    let mut text = Vec::new();
    while !text.ends_with(end.as_bytes()) {
        let byte = soon(stream.read_u8()).await;
        text.push(
            byte.unwrap_or_else(|error| panic!("{error} after {}", String::from_utf8_lossy(&text))),
        );
    }
    String::from_utf8(text).expect("UTF-8")
}

const BODIES: [&[&str]; 4] = [
    &["content-length: 1000000000"],
    &["content-length: 1000000000", "expect: 100-continue"],
    &["transfer-encoding: chunked"],
    &["transfer-encoding: chunked", "expect: 100-continue"],
];

#[tokio::test]
async fn a_refusal_waits_for_no_body_and_asks_for_none() {
    let server = Server::start().await;
    let credentials: [(&[&str], Refused); 3] = [
        (&[], ABSENT),
        (&["authorization: Bearer no"], INVALID),
        (&["authorization: Bearer x y"], MALFORMED),
    ];
    for body in BODIES {
        for (credential, refused) in credentials {
            let lines: Vec<_> = credential.iter().chain(body).copied().collect();
            let mut stream = begin(&server, &lines).await;
            let answer = until(&mut stream, &refused.body()).await;
            // The first line: no `100 Continue` went before it.
            let status = format!("HTTP/1.1 {} ", refused.status);
            assert!(answer.starts_with(&status), "{lines:?}: {answer}");
        }
    }
    assert_eq!(server.entered(), 0);
}

#[tokio::test]
async fn only_who_is_admitted_is_told_to_continue() {
    let server = Server::start().await;
    let lines = [
        "authorization: Bearer ok",
        "content-length: 4",
        "expect: 100-continue",
        "connection: close",
    ];
    let mut stream = begin(&server, &lines).await;
    let head = until(&mut stream, "\r\n\r\n").await;
    assert_eq!(head, "HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"body").await.expect("an open connection");
    let mut answer = String::new();
    let read = soon(stream.read_to_string(&mut answer)).await;
    read.expect("an answer");
    assert!(
        answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\nbody"),
        "{answer}"
    );
    assert_eq!(server.entered(), 1);
}
