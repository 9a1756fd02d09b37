//! Sockets over HTTP/1.1 (RFC 6455): who is refused gets an answer in place of the upgrade.

use futures_util::{SinkExt as _, StreamExt as _};
use tests::{ABSENT, DENIED, INVALID, MALFORMED};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest as _},
};

use crate::{
    BEARER, BEARER_INVALID, COOKIE, FOREIGN, QUERY, Reply, Server, TRUSTED, origins, soon,
};

/// Shakes hands as a client does; the status and the challenges if that fails.
async fn handshake(
    server: &Server,
    path: &str,
    headers: &[(&'static str, &str)],
) -> Result<WebSocketStream<TcpStream>, (u16, Vec<String>)> {
    let url = format!("ws://{}{path}", server.address);
    let mut request = url.into_client_request().expect("a request");
    for (name, value) in headers {
        let value = value.parse().expect("a value");
        request.headers_mut().append(*name, value);
    }
    match client_async(request, server.connect().await).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(response)) => {
            let challenges = response.headers().get_all("www-authenticate").iter();
            let challenges = challenges.map(|value| value.to_str().expect("ASCII").to_owned());
            Err((response.status().as_u16(), challenges.collect()))
        }
        Err(error) => panic!("{error}"),
    }
}

/// What a plain client is answered that asks for the upgrade.
async fn ask(server: &Server, path: &str, headers: &[(&str, &str)]) -> Reply {
    let mut all = vec![
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    all.extend_from_slice(headers);
    soon(server.get(path, &all)).await
}

async fn text(socket: &mut WebSocketStream<TcpStream>) -> String {
    let message = soon(socket.next()).await.expect("a message");
    message
        .expect("a message")
        .into_text()
        .expect("text")
        .to_string()
}

async fn works(server: &Server, path: &str, headers: &[(&'static str, &str)], who: &str) {
    let before = server.entered();
    let mut socket = soon(handshake(server, path, headers))
        .await
        .unwrap_or_else(|refused| panic!("{path} {headers:?}: {refused:?}"));
    assert_eq!(text(&mut socket).await, who, "{path} {headers:?}");
    for word in ["one", "two"] {
        let sent = socket.send(Message::text(word)).await;
        sent.expect("an open socket");
        assert_eq!(text(&mut socket).await, word, "{path} {headers:?}");
    }
    assert_eq!(server.entered(), before + 1, "{path} {headers:?}");
}

#[tokio::test]
async fn a_handshake_without_a_credential_is_answered_401() {
    let server = Server::start().await;
    for (path, challenges) in [
        ("/bearer", &[BEARER][..]),
        ("/query", &[QUERY]),
        ("/cookie", &[COOKIE]),
        ("/cookie-or-query", &[COOKIE, QUERY]),
    ] {
        let refused = soon(handshake(&server, path, &[])).await;
        let (status, sent) = refused.expect_err("nobody is let in");
        assert_eq!((status, &sent[..]), (401, &owned(challenges)[..]), "{path}");
        let whole = ask(&server, path, &[]).await;
        whole.assert_refused(ABSENT, challenges, path);
    }
    assert_eq!(server.entered(), 0);
}

#[tokio::test]
async fn a_handshake_with_a_wrong_credential_is_answered_401() {
    let server = Server::start().await;
    for (path, headers, challenges) in [
        (
            "/bearer",
            &[("authorization", "Bearer no")][..],
            &[BEARER_INVALID][..],
        ),
        ("/query?key=no", &[], &[QUERY]),
        ("/cookie", &[("cookie", "session=no")], &[COOKIE]),
        ("/cookie-or-query?key=no", &[], &[COOKIE, QUERY]),
    ] {
        let refused = soon(handshake(&server, path, headers)).await;
        let (status, sent) = refused.expect_err("nobody is let in");
        assert_eq!((status, &sent[..]), (401, &owned(challenges)[..]), "{path}");
        let whole = ask(&server, path, headers).await;
        whole.assert_refused(INVALID, challenges, path);
    }
    let repeated = ask(&server, "/query?key=ok&key=ok", &[]).await;
    let complaint = format!(r#"{QUERY}, error="invalid_request""#);
    repeated.assert_refused(MALFORMED, &[&complaint], "two keys");
    assert_eq!(server.entered(), 0);
}

fn owned(challenges: &[&str]) -> Vec<String> {
    challenges
        .iter()
        .map(|challenge| (*challenge).to_owned())
        .collect()
}

#[tokio::test]
async fn with_the_right_credential_the_socket_works() {
    let server = Server::start().await;
    let bearer = [("authorization", "Bearer ok")];
    works(&server, "/bearer", &bearer, "bearer:ok").await;
    // Browsers can set no header on a WebSocket: the key stands in the URL.
    works(&server, "/query?key=ok", &[], "query:ok").await;
    let page = [("origin", FOREIGN), ("sec-fetch-site", "cross-site")];
    works(&server, "/query?key=ok", &page, "query:ok").await;
    let cookie = [("cookie", "session=ok")];
    works(&server, "/cookie", &cookie, "cookie:ok").await;
}

#[tokio::test]
async fn a_cookie_counts_only_if_the_handshake_comes_from_here_or_a_trusted_origin() {
    let server = Server::start().await;
    for (fields, admitted) in origins(server.address) {
        let mut headers = vec![("cookie", "session=ok")];
        headers.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));
        if admitted {
            works(&server, "/cookie", &headers, "cookie:ok").await;
            continue;
        }
        let before = server.entered();
        let refused = soon(handshake(&server, "/cookie", &headers)).await;
        let refused = refused.expect_err("nobody is let in");
        assert_eq!(refused, (403, Vec::new()), "{headers:?}");
        let whole = ask(&server, "/cookie", &headers).await;
        whole.assert_refused(DENIED, &[], &format!("{headers:?}"));
        assert_eq!(server.entered(), before, "{headers:?}");
        // A credential that the page itself added is another matter.
        works(&server, "/cookie-or-query?key=ok", &headers, "query:ok").await;
    }
}

#[tokio::test]
async fn a_socket_of_a_foreign_router_is_guarded_as_any() {
    let server = Server::start().await;
    for path in ["/foreign", "/foreign/x", "/service"] {
        let absent = ask(&server, path, &[]).await;
        absent.assert_refused(ABSENT, &[COOKIE], path);
        for (fields, admitted) in origins(server.address) {
            let mut headers = vec![("cookie", "session=ok")];
            headers.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));
            let case = format!("{path} {headers:?}");
            if admitted {
                let socket = soon(handshake(&server, path, &headers)).await;
                let mut socket = socket.unwrap_or_else(|refused| panic!("{case}: {refused:?}"));
                assert_eq!(text(&mut socket).await, "somebody", "{case}");
            } else {
                let refused = ask(&server, path, &headers).await;
                refused.assert_refused(DENIED, &[], &case);
            }
        }
    }
}

#[tokio::test]
async fn no_spelling_of_upgrade_hides_a_handshake() {
    let server = Server::start().await;
    for lines in [
        &["websocket"][..],
        &["WebSocket"],
        &["WEBSOCKET"],
        &["websocket "],
        &["websocket, h2c"],
        &["h2c,websocket"],
        &["h2c\t,\twebSocket\t"],
        &[",websocket"],
        &["websocket/13"],
        &["h2c, WebSocket/13"],
        &["h2c", "websocket"],
        &["websocket", "h2c"],
        &["", "websocket"],
    ] {
        for connection in ["Upgrade", "keep-alive, upgrade", "close"] {
            let headers = |origin: &'static str| {
                let mut headers = vec![
                    ("connection", connection),
                    ("sec-websocket-version", "13"),
                    ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
                    ("cookie", "session=ok"),
                    ("origin", origin),
                ];
                headers.extend(lines.iter().map(|line| ("upgrade", *line)));
                headers
            };
            let case = format!("{lines:?} {connection}");
            let foreign = soon(server.get("/cookie", &headers(FOREIGN))).await;
            foreign.assert_refused(DENIED, &[], &case);
            assert_eq!(server.entered(), 0, "{case}");
        }
    }
    // The same without an upgrade is past the guard: axum itself finds that it is no handshake.
    let plain = [("cookie", "session=ok"), ("origin", FOREIGN)];
    let plain = soon(server.get("/cookie", &plain)).await;
    assert_eq!((plain.status, server.entered()), (400, 0));
    let trusted = ask(
        &server,
        "/cookie",
        &[("cookie", "session=no"), ("origin", TRUSTED)],
    );
    trusted.await.assert_refused(INVALID, &[COOKIE], "trusted");
}

#[tokio::test]
async fn a_client_that_leaves_does_no_harm() {
    let server = Server::start().await;
    let headers = [("authorization", "Bearer ok")];
    let mut stays = handshake(&server, "/bearer", &headers).await.expect("in");
    for _ in 0..20 {
        // Without a closing handshake, before and after a word was said.
        drop(handshake(&server, "/bearer", &headers).await.expect("in"));
        let mut leaves = handshake(&server, "/bearer", &headers).await.expect("in");
        leaves.send(Message::text("x")).await.expect("open");
    }
    assert_eq!(text(&mut stays).await, "bearer:ok");
    stays.send(Message::text("still")).await.expect("open");
    assert_eq!(text(&mut stays).await, "still");
    works(&server, "/bearer", &headers, "bearer:ok").await;
}
