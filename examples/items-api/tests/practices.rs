//! The flagship follows no practice that is advised against, and says so of itself.
#![allow(missing_docs)]

mod server;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderName, HeaderValue, Method},
    response::Response,
};
use axum_secured::testing::{TestIssuer, probe_cors_at, probe_endless_token, secret};
use server::{Folder, SECRET, Server};

/// The running flagship as a router, which hands on what it is asked.
fn handed_on(server: &Arc<Server>) -> Router {
    let server = Arc::clone(server);
    Router::new().fallback(async move |request: Request| {
        let (parts, _) = request.into_parts();
        let headers: Vec<_> = parts
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().expect("ASCII")))
            .collect();
        let path = parts.uri.path_and_query().expect("a path").as_str();
        let answer = server.call(parts.method.as_str(), path, &headers, "");
        let mut response = Response::new(Body::from(answer.body));
        *response.status_mut() = answer.status.try_into().expect("a status");
        for (name, value) in answer.headers {
            let name: HeaderName = name.parse().expect("a name");
            let value: HeaderValue = value.parse().expect("a value");
            response.headers_mut().append(name, value);
        }
        response
    })
}

/// Every operation that is published.
fn published(server: &Server) -> Vec<(Method, String)> {
    let document = server.get("/openapi.json", &[]).json();
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths.iter().flat_map(|(path, operations)| {
        let methods = operations.as_object().expect("operations").keys();
        methods.map(|method| {
            let method = method.to_ascii_uppercase();
            (method.parse().expect("a method"), path.clone())
        })
    });
    operations.collect()
}

/// What it logged of itself.
fn logged(log: &str) -> Vec<&str> {
    log.lines()
        .filter(|line| line.contains("practice="))
        .collect()
}

#[test]
fn on_loopback_it_has_nothing_to_say_of_itself() {
    let folder = Folder::new();
    let log = Server::start(&mut folder.flagship()).stop();
    assert_eq!(logged(&log), [""; 0]);
}

#[test]
fn beyond_loopback_it_says_that_it_serves_without_tls() {
    let folder = Folder::new();
    let mut everywhere = folder.flagship();
    let log = Server::start(everywhere.args(["--listen", "0.0.0.0:0"])).stop();
    let [line] = logged(&log)[..] else {
        panic!("{log}");
    };
    assert!(line.contains("practice=\"plain_http\""), "{line}");
}

#[tokio::test]
async fn no_other_origin_reads_its_answers_and_no_token_lasts_for_ever() {
    let folder = Folder::new();
    let server = Arc::new(Server::start(&mut folder.flagship()));
    let app = handed_on(&server);
    let routes = published(&server);
    assert!(routes.len() > 10, "{routes:?}");
    let found = probe_cors_at(&app, routes).await;

    let issuer = TestIssuer::hs256(&secret(SECRET), "items-api", "items-api", "johndoe");
    let issuer = issuer.expect("an issuer").key_id("items-api");
    let issuer = issuer
        .scopes("users:read")
        .authenticated_before(Duration::ZERO);
    let ask = |token: String| {
        let request = Request::get("/users/me/").header("authorization", format!("Bearer {token}"));
        request.body(Body::empty()).expect("a request")
    };
    let endless = issuer.without_expiry().expect("a token");
    let found = found.and(probe_endless_token(&app, ask(endless)).await);
    assert!(found.is_empty(), "{found}");
    // With an end it is taken: nothing else was wrong with it.
    let valid = issuer.token().expect("a token");
    let found = probe_endless_token(&app, ask(valid)).await;
    assert!(found.to_string().contains("answered 200"), "{found}");
}
