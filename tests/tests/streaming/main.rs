//! Connections that stay open: sockets, server-sent events, bodies written piece by piece; each
//! over a socket, because an upgrade and an early end only happen there.
#![allow(missing_docs)]

mod events;
mod extended_connect;
mod uploads;
mod websockets;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::{
        FromRef, State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    response::Response,
};
use axum_secured::{SecuredRouter, SecuritySchemes, Settings, routing::any, secured};
use http::{HeaderMap, Request};
use http_body_util::{BodyExt as _, Empty};
use hyper::{body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use tests::Scripted;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

pub(crate) const TRUSTED: &str = "https://app.example.com";
const FOREIGN: &str = "https://evil.example.com";

pub(crate) const BEARER: &str = r#"Bearer realm="api""#;
pub(crate) const BEARER_INVALID: &str = r#"Bearer realm="api", error="invalid_token""#;
pub(crate) const QUERY: &str = r#"ApiKey realm="api", in="query", name="key""#;
pub(crate) const COOKIE: &str = r#"ApiKey realm="api", in="cookie", name="session""#;

#[derive(SecuritySchemes)]
pub(crate) struct Auth {
    #[scheme(http(bearer))]
    bearer: Scripted,
    #[scheme(api_key(query = "key"))]
    query: Scripted,
    #[scheme(api_key(cookie = "session"))]
    cookie: Scripted,
}

#[derive(Clone, FromRef)]
pub(crate) struct App {
    auth: Arc<Auth>,
    seen: Arc<Seen>,
}

/// What happened behind the guard.
#[derive(Default)]
pub(crate) struct Seen {
    entered: AtomicUsize,
    pub(crate) streams: events::Streams,
}

macro_rules! sockets {
    ($($name:ident $path:literal ($($requirement:tt)*);)*) => {
        $(
            #[secured($($requirement)*)]
            async fn $name(
                #[principal] who: String,
                State(seen): State<Arc<Seen>>,
                socket: WebSocketUpgrade,
            ) -> Response {
                seen.entered.fetch_add(1, SeqCst);
                socket.on_upgrade(move |socket| echo(socket, who))
            }
        )*

        fn router() -> SecuredRouter<App> {
            SecuredRouter::new()$(.route($path, any($name)))*
                .merge(events::router())
                .merge(uploads::router())
                .foreign("/foreign", foreign(), secured::<cookie>())
                .service("/service", foreign(), secured::<cookie>())
        }
    };
}

sockets! {
    by_bearer "/bearer" (bearer);
    by_query "/query" (query);
    by_cookie "/cookie" (cookie);
    by_cookie_or_query "/cookie-or-query" (any(cookie, query));
}

/// A router that knows nothing of guards.
fn foreign() -> Router {
    Router::new().fallback(async |socket: WebSocketUpgrade| {
        socket.on_upgrade(|socket| echo(socket, "somebody".to_owned()))
    })
}

/// Says who is there, and then what it hears.
async fn echo(mut socket: WebSocket, who: String) {
    let mut next = Message::Text(who.into());
    while socket.send(next).await.is_ok() {
        next = match socket.recv().await {
            Some(Ok(heard @ Message::Text(_))) => heard,
            _ => return,
        };
    }
}

pub(crate) fn app(seen: &Arc<Seen>) -> Router {
    let settings = Settings::new().trusted_origin(TRUSTED).expect("an origin");
    let scripted = Scripted::new(settings);
    router().split_for_parts().0.with_state(App {
        auth: Arc::new(Auth {
            bearer: scripted.clone(),
            query: scripted.clone(),
            cookie: scripted,
        }),
        seen: seen.clone(),
    })
}

/// A server of its own for each test.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) seen: Arc<Seen>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let seen = Arc::<Seen>::default();
        let app = app(&seen);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let task = tokio::spawn(async move {
            axum::serve(listener, app).await.expect("a server");
        });
        Self {
            address,
            seen,
            task,
        }
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address)
            .await
            .expect("a connection")
    }

    /// How often a handler was entered.
    pub(crate) fn entered(&self) -> usize {
        self.seen.entered.load(SeqCst)
    }

    /// Sends a GET on a connection of its own and reads the head of the answer.
    pub(crate) async fn open(
        &self,
        path: &str,
        headers: &[(&str, &str)],
    ) -> (Response<Incoming>, Connection) {
        let (mut sender, connection) = http1::handshake(TokioIo::new(self.connect().await))
            .await
            .expect("a connection");
        let connection = Connection(tokio::spawn(async move {
            let _ = connection.with_upgrades().await;
        }));
        let request = Request::get(path).header("host", self.address.to_string());
        let request = with(request, headers).body(Empty::<Bytes>::new());
        let response = sender.send_request(request.expect("a request")).await;
        (response.expect("a response"), connection)
    }

    /// The same, and reads the whole answer.
    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let (response, _connection) = self.open(path, headers).await;
        Reply::read(response).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The client's end. Dropped, it is closed.
pub(crate) struct Connection(JoinHandle<()>);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub(crate) fn with(
    request: http::request::Builder,
    headers: &[(&str, &str)],
) -> http::request::Builder {
    headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    })
}

/// An answer as it came over the wire.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) async fn read(response: Response<Incoming>) -> Self {
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).expect("UTF-8"),
        }
    }

    #[track_caller]
    pub(crate) fn assert_refused(&self, refused: tests::Refused, challenges: &[&str], case: &str) {
        assert_eq!(self.status, refused.status, "{case}: {self:?}");
        let sent = self.headers.get_all("www-authenticate").iter();
        let sent: Vec<_> = sent.map(|value| value.to_str().expect("ASCII")).collect();
        assert_eq!(sent, challenges, "{case}");
        assert_eq!(
            self.headers["content-type"], "application/problem+json",
            "{case}"
        );
        assert_eq!(self.body, refused.body(), "{case}");
        let length = self.headers["content-length"].to_str().expect("ASCII");
        assert_eq!(length, self.body.len().to_string(), "{case}");
        assert!(!self.headers.contains_key("upgrade"), "{case}");
    }
}

/// Fails the test instead of letting it hang.
pub(crate) async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), future)
        .await
        .expect("it does not take a minute")
}

/// Where a handshake that carries a cookie may come from: header fields, and whether it is admitted.
pub(crate) fn origins(address: SocketAddr) -> Vec<(Vec<(&'static str, String)>, bool)> {
    let own = || format!("http://{address}");
    let of = |fields: &[(&'static str, &str)]| {
        let fields = fields.iter();
        fields
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect::<Vec<_>>()
    };
    vec![
        (of(&[]), true),
        (of(&[("origin", &own())]), true),
        (
            of(&[("origin", &own()), ("sec-fetch-site", "same-origin")]),
            true,
        ),
        (of(&[("origin", TRUSTED)]), true),
        (
            of(&[("origin", TRUSTED), ("sec-fetch-site", "cross-site")]),
            true,
        ),
        (of(&[("origin", FOREIGN)]), false),
        (of(&[("origin", "null")]), false),
        (of(&[("origin", &format!("{}0", own()))]), false),
        (of(&[("sec-fetch-site", "cross-site")]), false),
        (of(&[("sec-fetch-site", "same-site")]), false),
        (
            of(&[("origin", &own()), ("sec-fetch-site", "same-site")]),
            false,
        ),
        (
            of(&[("origin", FOREIGN), ("sec-fetch-site", "same-origin")]),
            false,
        ),
    ]
}
