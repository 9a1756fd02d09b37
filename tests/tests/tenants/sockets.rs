//! Sockets, over a connection: who is of another tenant gets an answer in place of the upgrade.

use std::time::Duration;

use axum_secured::{SecuredRouter, TenantIn, routing::get};
use futures_util::StreamExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{
    client_async,
    tungstenite::{Error, client::IntoClientRequest as _},
};

use crate::{ACME, BOLT, app, greeting, key_of};

#[tokio::test]
async fn a_socket_is_opened_for_its_own_tenant_alone() {
    let router = SecuredRouter::new().route("/{tenant}/socket", get(greeting));
    let app = app(router.tenant(TenantIn::path("tenant")));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = tokio::spawn(axum::serve(listener, app).into_future());
    for (asked, of, expected) in [
        ("acme", ACME, Ok("hello acme")),
        ("%61cme", ACME, Ok("hello acme")),
        ("acme", BOLT, Err(404)),
        ("acme", "", Err(404)),
        ("nowhere", BOLT, Err(404)),
        ("acme", "of nobody", Err(401)),
    ] {
        let url = format!("ws://{address}/{asked}/socket");
        let mut request = url.into_client_request().expect("a request");
        let key = key_of(of).replace(' ', "-").parse().expect("a value");
        request.headers_mut().insert("x-key", key);
        let stream = TcpStream::connect(address).await.expect("a server");
        let greeted = async {
            match client_async(request, stream).await {
                Ok((mut socket, _)) => {
                    let message = socket.next().await.expect("a message").expect("a message");
                    Ok(message.into_text().expect("text").to_string())
                }
                Err(Error::Http(response)) => Err(response.status().as_u16()),
                Err(error) => panic!("{error}"),
            }
        };
        let greeted = tokio::time::timeout(Duration::from_secs(30), greeted).await;
        let greeted = greeted.expect("an answer");
        assert_eq!(greeted, expected.map(str::to_owned), "{asked} by {of}");
    }
    server.abort();
}
