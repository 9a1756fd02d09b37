//! A client that goes while a verifier is asked: the verifier is given up, no handler is entered.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::{App, KINDS, PLACES, Way};

#[tokio::test(start_paused = true)]
async fn a_request_that_is_dropped_admits_nobody() {
    for kind in KINDS {
        let app = App::new(Way::Hangs);
        for (place, more) in PLACES {
            let case = format!("{kind}, {place}");
            let before = app.entered();
            let given_up = {
                let asked = app.ask(kind, place, more);
                tokio::time::timeout(Duration::from_secs(1), asked).await
            };
            assert!(given_up.is_err(), "{case}: it was still waiting");
            app.outage.hangs().await;
            app.outage.given_up().await;
            assert_eq!(app.entered(), before, "{case}");
            app.outage.set(Way::None);
            let next = app.ask(kind, place, more).await;
            next.assert_admitted("entered", &case);
            app.outage.set(Way::Hangs);
        }
    }
}

async fn send(app: &App, address: SocketAddr, kind: &str) -> TcpStream {
    let (path, header) = app.credential(kind, "alone");
    let header = header.map_or_else(String::new, |(name, value)| format!("{name}: {value}\r\n"));
    let head = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{header}\r\n");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let written = stream.write_all(head.as_bytes()).await;
    written.expect("an open connection");
    stream
}

#[tokio::test]
async fn a_client_that_disconnects_admits_nobody_and_the_next_is_served() {
    for way in [Way::Hangs, Way::HangsAndPanicsInDrop] {
        let app = App::new(way);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = app.router.clone();
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        for (number, kind) in KINDS.iter().enumerate() {
            let waits = send(&app, address, kind).await;
            app.outage.hangs().await;
            drop(waits);
            // It never answers: only the client's leaving ends it before its deadline.
            app.outage.given_up().await;
            assert_eq!(app.entered(), number, "{way:?}, {kind}");
            app.outage.set(Way::None);
            let mut answer = String::new();
            let mut next = send(&app, address, kind).await;
            let read = next.read_to_string(&mut answer).await;
            read.expect("an answer");
            assert!(
                answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("entered"),
                "{way:?}, {kind}: {answer}"
            );
            app.outage.set(way);
        }
        server.abort();
    }
}
