//! Sockets over HTTP/2 (RFC 8441): the method is CONNECT, and `:protocol` names what follows.

use axum::body::{Body, Bytes};
use futures_util::{SinkExt as _, StreamExt as _};
use http::{Request, Response, Version};
use http_body_util::Empty;
use hyper::{body::Incoming, client::conn::http2, ext::Protocol};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tests::{ABSENT, DENIED};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, protocol::Role},
};

use crate::{BEARER, COOKIE, Connection, FOREIGN, Reply, Server, origins, soon, with};

/// One HTTP/2 connection.
struct Client {
    sender: http2::SendRequest<Empty<Bytes>>,
    authority: String,
    _connection: Connection,
}

impl Client {
    async fn of(server: &Server) -> Self {
        let stream = TokioIo::new(server.connect().await);
        let (sender, connection) = http2::handshake(TokioExecutor::new(), stream)
            .await
            .expect("a connection");
        let connection = Connection(tokio::spawn(async move {
            let _ = connection.await;
        }));
        let mut client = Self {
            sender,
            authority: server.address.to_string(),
            _connection: connection,
        };
        // The answer to a first request proves that the server's settings have arrived, which say
        // whether it knows the extended CONNECT.
        let first = client.send("GET", "/bearer", None, &[]).await;
        Reply::read(first)
            .await
            .assert_refused(ABSENT, &[BEARER], "GET");
        client
    }

    async fn send(
        &mut self,
        method: &str,
        path: &str,
        protocol: Option<&'static str>,
        headers: &[(&str, &str)],
    ) -> Response<Incoming> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.authority))
            .version(Version::HTTP_2);
        if let Some(protocol) = protocol {
            request = request
                .header("sec-websocket-version", "13")
                .extension(Protocol::from_static(protocol));
        }
        let request = with(request, headers).body(Empty::new());
        soon(self.sender.send_request(request.expect("a request")))
            .await
            .expect("a response")
    }

    async fn works(&mut self, path: &str, headers: &[(&str, &str)], who: &str) {
        let response = self.send("CONNECT", path, Some("websocket"), headers).await;
        assert_eq!(response.status(), 200, "{path} {headers:?}");
        let upgraded = hyper::upgrade::on(response).await.expect("a socket");
        let upgraded = TokioIo::new(upgraded);
        let mut socket = WebSocketStream::from_raw_socket(upgraded, Role::Client, None).await;
        let first = soon(socket.next()).await.expect("a message");
        assert_eq!(
            first.expect("a message"),
            Message::text(who),
            "{path} {headers:?}"
        );
        socket.send(Message::text("echo")).await.expect("open");
        let second = soon(socket.next()).await.expect("a message");
        assert_eq!(second.expect("a message"), Message::text("echo"));
    }
}

#[tokio::test]
async fn an_extended_connect_is_guarded_like_any_request() {
    let server = Server::start().await;
    let mut client = Client::of(&server).await;
    for (path, challenge) in [("/bearer", BEARER), ("/cookie", COOKIE)] {
        let refused = client.send("CONNECT", path, Some("websocket"), &[]).await;
        Reply::read(refused)
            .await
            .assert_refused(ABSENT, &[challenge], path);
    }
    assert_eq!(server.entered(), 0);
    client
        .works("/bearer", &[("authorization", "Bearer ok")], "bearer:ok")
        .await;
    client.works("/query?key=ok", &[], "query:ok").await;
}

#[tokio::test]
async fn a_cookie_counts_only_if_the_extended_connect_comes_from_here_or_a_trusted_origin() {
    let server = Server::start().await;
    let mut client = Client::of(&server).await;
    for (fields, admitted) in origins(server.address) {
        let mut headers = vec![("cookie", "session=ok")];
        headers.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));
        if admitted {
            client.works("/cookie", &headers, "cookie:ok").await;
            continue;
        }
        let before = server.entered();
        for protocol in ["websocket", "WebSocket", "connect-udp"] {
            let refused = client
                .send("CONNECT", "/cookie", Some(protocol), &headers)
                .await;
            Reply::read(refused).await.assert_refused(
                DENIED,
                &[],
                &format!("{protocol} {headers:?}"),
            );
        }
        assert_eq!(server.entered(), before, "{headers:?}");
        client
            .works("/cookie-or-query?key=ok", &headers, "query:ok")
            .await;
    }
}

#[tokio::test]
async fn a_connect_counts_as_a_handshake_whatever_carried_it() {
    // Without a connection, so that `:protocol` may be absent or stand beside another version.
    let app = crate::app(&crate::Seen::default().into());
    for protocol in [None, Some("websocket"), Some("x")] {
        for version in [Version::HTTP_11, Version::HTTP_2, Version::HTTP_3] {
            let mut request = Request::connect("http://api.example.com/cookie")
                .version(version)
                .header("cookie", "session=ok")
                .header("origin", FOREIGN);
            if let Some(protocol) = protocol {
                request = request.extension(Protocol::from_static(protocol));
            }
            let request = request.body(Body::empty()).expect("a request");
            let case = format!("{protocol:?} {version:?}");
            tests::send(&app, request)
                .await
                .assert_refused(DENIED, &[], &case);
        }
    }
}
