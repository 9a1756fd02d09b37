//! A rendering of the application's own that panics: what is refused stays refused and is answered.

use std::{borrow::Cow, sync::Arc};

use axum_secured::{
    Refusal, Render, SecuredRouter, SecuritySchemes, render::Problem, routing::get, secured,
};
use http::Request;
use tests::{ABSENT, FAULT, INVALID, Scripted, UNAVAILABLE, send};

struct Broken;

impl Render for Broken {
    const CONTENT_TYPE: &'static str = "text/plain";

    fn body(refusal: &Refusal) -> Cow<'static, str> {
        panic!("scripted: {:?}", refusal.cause())
    }

    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        Problem::schema()
    }
}

#[derive(SecuritySchemes)]
#[schemes(render = Broken)]
struct Auth {
    #[scheme(api_key(header = "k"))]
    key: Scripted,
}

#[secured(key)]
async fn guarded() -> &'static str {
    "entered"
}

const CHALLENGE: &str = r#"ApiKey realm="api", in="header", name="k""#;

#[tokio::test]
async fn one_that_panics_is_replaced_by_the_problem() {
    let auth = Auth {
        key: Scripted::default(),
    };
    let app = SecuredRouter::new()
        .route("/", get(guarded))
        .split_for_parts()
        .0
        .with_state(Arc::new(auth));
    for (key, refused, challenges) in [
        (None, ABSENT, &[CHALLENGE][..]),
        (Some("no"), INVALID, &[CHALLENGE]),
        (Some("down"), UNAVAILABLE, &[]),
        (Some("panic"), FAULT, &[]),
    ] {
        let request = Request::get("/");
        let request = match key {
            None => request,
            Some(key) => request.header("k", key),
        };
        let request = request.body(axum::body::Body::empty());
        let answer = send(&app, request.expect("a request")).await;
        answer.assert_refused(refused, challenges, &format!("{key:?}"));
    }
}
