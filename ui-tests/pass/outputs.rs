//! Everything a handler can return.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::{future::Future, sync::Arc};

use axum::{
    Json,
    body::Body,
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Redirect, Response},
};
use axum_secured::{SecuredRouter, public, routing::get, secured};
use ui_tests::{Auth, User, bearer};

struct Failure;
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        StatusCode::IM_A_TEAPOT.into_response()
    }
}

#[secured(bearer)]
async fn nothing() {}
#[secured(bearer)]
async fn unit() -> () {}
#[secured(bearer)]
async fn opaque() -> impl IntoResponse {
    (StatusCode::OK, "text")
}
#[secured(bearer)]
async fn opaque_with_capture(#[principal] _who: User) -> impl IntoResponse + use<> {
    Html("text")
}
#[secured(bearer)]
async fn fallible() -> Result<impl IntoResponse, Failure> {
    Err::<(), _>(Failure)
}
#[secured(bearer)]
async fn question(#[principal] _who: User) -> Result<Json<u8>, Failure> {
    let value = "7".parse().map_err(|_| Failure)?;
    Ok(Json(value))
}
#[secured(bearer)]
async fn tuple() -> (StatusCode, HeaderMap, [(&'static str, &'static str); 1], Body) {
    (StatusCode::OK, HeaderMap::new(), [("a", "b")], Body::empty())
}
#[secured(bearer)]
async fn response() -> Response {
    Redirect::to("/").into_response()
}
#[secured(bearer)]
async fn boxed() -> axum::response::Result<Box<str>> {
    Ok(Box::from("text"))
}
#[secured(bearer)]
async fn status() -> StatusCode {
    return StatusCode::NO_CONTENT;
}
#[public("open")]
async fn open() -> impl IntoResponse {}
#[public("open")]
async fn awaits() -> String {
    fn later() -> impl Future<Output = String> + Send {
        async { String::new() }
    }
    later().await
}

fn main() {
    let router: SecuredRouter<Arc<Auth>> = SecuredRouter::new()
        .route("/a", get(nothing).put(unit).post(opaque).delete(opaque_with_capture))
        .route("/b", get(fallible).put(question).post(tuple).delete(response))
        .route("/c", get(boxed).put(status).post(open).delete(awaits));
    let _ = router.split_for_parts();
}
