//! Server-sent events and bodies that are written piece by piece.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes},
    extract::State,
    response::{Response, Sse, sse::Event},
};
use axum_secured::{SecuredRouter, routing::get, secured};
use futures_util::{Stream, StreamExt as _};
use http_body_util::BodyExt as _;
use tests::{ABSENT, INVALID};
use tokio::sync::Semaphore;

use crate::{App, BEARER, BEARER_INVALID, QUERY, Seen, Server, bearer, query, soon};

/// What became of the streams.
pub(crate) struct Streams {
    polled: AtomicUsize,
    /// A permit for each stream that was dropped.
    dropped: Semaphore,
}

impl Default for Streams {
    fn default() -> Self {
        Self {
            polled: AtomicUsize::new(0),
            dropped: Semaphore::new(0),
        }
    }
}

/// Numbers from zero, and then an end or nothing more.
struct Numbers {
    next: u8,
    count: u8,
    ends: bool,
    seen: Arc<Seen>,
}

impl Stream for Numbers {
    type Item = u8;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<u8>> {
        self.seen.streams.polled.fetch_add(1, SeqCst);
        if self.next < self.count {
            self.next += 1;
            Poll::Ready(Some(self.next - 1))
        } else if self.ends {
            Poll::Ready(None)
        } else {
            Poll::Pending
        }
    }
}

impl Drop for Numbers {
    fn drop(&mut self) {
        self.seen.streams.dropped.add_permits(1);
    }
}

fn numbers(count: u8, ends: bool, seen: Arc<Seen>) -> Numbers {
    seen.entered.fetch_add(1, SeqCst);
    Numbers {
        next: 0,
        count,
        ends,
        seen,
    }
}

type Events = Sse<futures_util::stream::Map<Numbers, fn(u8) -> Result<Event, Infallible>>>;

fn events(numbers: Numbers) -> Events {
    Sse::new(numbers.map(|number| Ok(Event::default().data(number.to_string()))))
}

#[secured(bearer)]
async fn three_events(State(seen): State<Arc<Seen>>) -> Events {
    events(numbers(3, true, seen))
}

// `EventSource` sets no header either.
#[secured(query)]
async fn events_by_query(State(seen): State<Arc<Seen>>) -> Events {
    events(numbers(3, true, seen))
}

#[secured(bearer)]
async fn endless_events(State(seen): State<Arc<Seen>>) -> Events {
    events(numbers(1, false, seen))
}

#[secured(bearer)]
async fn silent_events(State(seen): State<Arc<Seen>>) -> Events {
    events(numbers(0, false, seen))
}

fn pieces(numbers: Numbers) -> Response {
    let pieces = numbers.map(|number| Ok::<_, Infallible>(Bytes::from(vec![b'a' + number; 1000])));
    Response::new(Body::from_stream(pieces))
}

#[secured(bearer)]
async fn twenty_pieces(State(seen): State<Arc<Seen>>) -> Response {
    pieces(numbers(20, true, seen))
}

#[secured(bearer)]
async fn endless_pieces(State(seen): State<Arc<Seen>>) -> Response {
    pieces(numbers(1, false, seen))
}

#[secured(bearer)]
async fn silent_pieces(State(seen): State<Arc<Seen>>) -> Response {
    pieces(numbers(0, false, seen))
}

pub(crate) fn router() -> SecuredRouter<App> {
    SecuredRouter::new()
        .route("/events", get(three_events))
        .route("/events-by-query", get(events_by_query))
        .route("/endless-events", get(endless_events))
        .route("/silent-events", get(silent_events))
        .route("/pieces", get(twenty_pieces))
        .route("/endless-pieces", get(endless_pieces))
        .route("/silent-pieces", get(silent_pieces))
}

const OK: [(&str, &str); 1] = [("authorization", "Bearer ok")];

#[tokio::test]
async fn a_stream_is_refused_before_it_exists() {
    let server = Server::start().await;
    for path in [
        "/events",
        "/endless-events",
        "/silent-events",
        "/pieces",
        "/endless-pieces",
        "/silent-pieces",
    ] {
        let headers = [("accept", "text/event-stream")];
        let absent = soon(server.get(path, &headers)).await;
        absent.assert_refused(ABSENT, &[BEARER], path);
        let invalid = [("authorization", "Bearer no"), headers[0]];
        let invalid = soon(server.get(path, &invalid)).await;
        invalid.assert_refused(INVALID, &[BEARER_INVALID], path);
    }
    let absent = soon(server.get("/events-by-query?kex=ok", &[])).await;
    absent.assert_refused(ABSENT, &[QUERY], "by query");
    assert_eq!(server.entered(), 0);
    assert_eq!(server.seen.streams.polled.load(SeqCst), 0);
}

#[tokio::test]
async fn an_admitted_stream_arrives_whole() {
    let server = Server::start().await;
    let expected = "data: 0\n\ndata: 1\n\ndata: 2\n\n";
    for (path, headers) in [("/events", &OK[..]), ("/events-by-query?key=ok", &[])] {
        let whole = soon(server.get(path, headers)).await;
        assert_eq!((whole.status, &*whole.body), (200, expected), "{path}");
        assert_eq!(whole.headers["content-type"], "text/event-stream");
        assert!(!whole.headers.contains_key("www-authenticate"), "{path}");
    }
    let pieces = soon(server.get("/pieces", &OK)).await;
    let expected: String = ('a'..='t')
        .flat_map(|letter| std::iter::repeat_n(letter, 1000))
        .collect();
    assert_eq!((pieces.status, pieces.body), (200, expected));
}

#[tokio::test]
async fn an_admitted_stream_is_open_before_its_first_piece() {
    let server = Server::start().await;
    for path in ["/silent-events", "/silent-pieces"] {
        let (response, _connection) = soon(server.open(path, &OK)).await;
        assert_eq!(response.status(), 200, "{path}");
    }
}

#[tokio::test]
async fn a_client_that_leaves_ends_its_own_stream_and_no_other() {
    let server = Server::start().await;
    for (path, first) in [
        ("/endless-events", "data: 0\n\n".to_owned()),
        ("/endless-pieces", "a".repeat(1000)),
    ] {
        let (mut stays, kept) = soon(server.open(path, &OK)).await;
        let (mut leaves, connection) = soon(server.open(path, &OK)).await;
        let frame = soon(leaves.frame()).await.expect("a piece");
        let data = frame.expect("a piece").into_data().expect("data");
        assert_eq!(data, first.as_bytes(), "{path}");
        drop((leaves, connection));
        // That it was dropped is the only thing waited for.
        let dropped = soon(server.seen.streams.dropped.acquire()).await;
        dropped.expect("never closed").forget();
        let frame = soon(stays.frame()).await.expect("a piece");
        assert_eq!(
            frame.expect("a piece").into_data().expect("data"),
            first.as_bytes()
        );
        assert_eq!(server.seen.streams.dropped.available_permits(), 0, "{path}");
        drop((stays, kept));
        let dropped = soon(server.seen.streams.dropped.acquire()).await;
        dropped.expect("never closed").forget();
    }
    let next = soon(server.get("/events", &OK)).await;
    assert_eq!(next.status, 200);
    let next = soon(server.get("/events", &[])).await;
    next.assert_refused(ABSENT, &[BEARER], "the next");
}
