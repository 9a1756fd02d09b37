//! A renamed dependency guards as well.

use axum::{
    body::{Body, to_bytes},
    http::{Method, Request},
};
use tower::ServiceExt;

async fn answer(method: Method, path: &str, key: Option<&str>) -> (u16, String) {
    let request = Request::builder().method(method).uri(path);
    let request = match key {
        Some(key) => request.header("X-Key", key),
        None => request,
    };
    let request = request.body(Body::empty()).expect("a request");
    let response = ui_tests_renamed::app()
        .oneshot(request)
        .await
        .expect("an answer");
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), 1024).await.expect("a body");
    (status, String::from_utf8(body.to_vec()).expect("text"))
}

#[tokio::test]
async fn the_guard_admits_who_may_read() {
    let admitted = answer(Method::GET, "/", Some("reader")).await;
    assert_eq!(admitted, (200, "hello reader".to_owned()));
}

#[tokio::test]
async fn the_guard_refuses_everybody_else() {
    assert_eq!(answer(Method::GET, "/", None).await.0, 401);
    assert_eq!(answer(Method::GET, "/", Some("stranger")).await.0, 401);
    assert_eq!(answer(Method::POST, "/", Some("reader")).await.0, 403);
    assert_eq!(answer(Method::PUT, "/", None).await.0, 200);
}

#[tokio::test]
async fn a_check_has_its_say() {
    let own = answer(Method::GET, "/letters/r", Some("reader")).await;
    assert_eq!(own, (200, "reader".to_owned()));
    assert_eq!(
        answer(Method::GET, "/letters/w", Some("reader")).await.0,
        404
    );
    assert_eq!(answer(Method::GET, "/letters/w", None).await.0, 401);
}

#[tokio::test]
async fn a_facade_guards_alike() {
    let admitted = answer(Method::GET, "/through", Some("reader")).await;
    assert_eq!(admitted, (200, "reader".to_owned()));
    assert_eq!(answer(Method::GET, "/through", None).await.0, 401);
    assert_eq!(answer(Method::POST, "/through", None).await.0, 200);
}
