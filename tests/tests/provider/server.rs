//! A provider on a port of its own.

use std::{convert::Infallible, net::SocketAddr, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes},
    middleware::map_response,
    response::{IntoResponse, Redirect, Response},
    routing::any,
};
use http::{HeaderValue, StatusCode, header};
use http_body::Frame;
use http_body_util::StreamBody;
use tokio::{net::TcpListener, task::JoinHandle};

/// A provider, for as long as it is kept.
pub(crate) struct Provider {
    pub(crate) address: SocketAddr,
    task: JoinHandle<()>,
}

impl Provider {
    /// Serves `router` and, beside it, answers that are no use to anybody.
    pub(crate) async fn new(router: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = router
            .route("/redirect", any(|| async { Redirect::to("/good") }))
            .route("/permanent", any(|| async { Redirect::permanent("/good") }))
            .route(
                "/error",
                any(|| async { StatusCode::INTERNAL_SERVER_ERROR }),
            )
            .route("/missing", any(|| async { StatusCode::NOT_FOUND }))
            .route("/empty", any(|| async { StatusCode::NO_CONTENT }))
            .route("/created", any(|| async { (StatusCode::CREATED, "{}") }))
            .route("/rubbish", any(|| async { "rubbish" }))
            .route("/bytes", any(|| async { [0xff, 0xfe, 0x00] }))
            .route("/large", any(|| async { vec![b' '; 513 * 1024] }))
            .route("/endless", any(endless))
            .route("/cut", any(cut))
            .route("/slow", any(slow))
            // So that no connection outlives the provider.
            .layer(map_response(async |mut response: Response| {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(header::CONNECTION, close);
                response
            }));
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("a server");
        });
        Self { address, task }
    }

    /// Ends it: from here on nobody listens at its address.
    pub(crate) async fn stop(mut self) {
        self.task.abort();
        assert!((&mut self.task).await.is_err_and(|end| end.is_cancelled()));
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Paths whose answers are no use, whatever was asked.
pub(crate) const USELESS: [&str; 11] = [
    "/redirect",
    "/permanent",
    "/error",
    "/missing",
    "/empty",
    "/created",
    "/rubbish",
    "/bytes",
    "/large",
    "/endless",
    "/cut",
];

/// A body that never ends.
async fn endless() -> Response {
    let chunks = std::iter::repeat_with(|| {
        Ok::<_, Infallible>(Frame::data(Bytes::from_static(&[b' '; 4096])))
    });
    Body::new(StreamBody::new(futures_util::stream::iter(chunks))).into_response()
}

/// A body that is shorter than announced.
async fn cut() -> Response {
    let chunks = [
        Ok(Bytes::from_static(b"{")),
        Err(std::io::Error::other("cut")),
    ];
    let body = Body::from_stream(futures_util::stream::iter(chunks));
    ([(header::CONTENT_LENGTH, "2")], body).into_response()
}

/// An answer that comes too late for everybody.
async fn slow() -> StatusCode {
    tokio::time::sleep(Duration::from_secs(600)).await;
    StatusCode::OK
}
