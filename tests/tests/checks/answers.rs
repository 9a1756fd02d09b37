//! What a check says becomes the answer, and nothing of why.

use axum::{Json, Router};
use axum_secured::{Cause, Decision, Refusal, SecuredRouter, check, routing, secured};
use serde_json::{Value, json};
use tests::{DENIED, HIDDEN, Journal, UNAVAILABLE, send};
use tower::ServiceExt as _;

use crate::{App, bear, bearer, owner, request};

#[secured(bearer, check = owner)]
async fn item(#[principal] name: String) -> String {
    name
}

#[check]
async fn down(_: &String) -> Decision {
    Decision::unavailable("postgres://user:hunter2@db")
}

#[secured(bearer, check = down)]
async fn while_down() {}

fn app() -> Router {
    let (router, _) = SecuredRouter::new()
        .route("/items/{id}", routing::get(item))
        .route("/down", routing::get(while_down))
        .split_for_parts();
    router.with_state(App::new())
}

#[tokio::test]
async fn a_check_allows_denies_or_hides() {
    let app = app();
    bear(&app, "/items/1", "ann")
        .await
        .assert_admitted("ann", "her own");
    bear(&app, "/items/2", "bob")
        .await
        .assert_admitted("bob", "his own");
    bear(&app, "/items/1", "bob")
        .await
        .assert_refused(DENIED, &[], "hers, by who may know of it");
    bear(&app, "/items/2", "ann")
        .await
        .assert_refused(HIDDEN, &[], "his, by who may not");
    bear(&app, "/down", "ann")
        .await
        .assert_refused(UNAVAILABLE, &[], "nobody can tell");
}

#[tokio::test]
async fn what_is_hidden_looks_like_what_is_not_there() {
    let app = app();
    let hidden = bear(&app, "/items/2", "ann").await;
    let missing = bear(&app, "/items/9", "ann").await;
    assert_eq!(hidden.headers, missing.headers);
    assert_eq!(hidden.body, missing.body);
    missing.assert_refused(HIDDEN, &[], "no such item");
    assert_eq!(bear(&app, "/elsewhere", "ann").await.status, hidden.status);
}

#[tokio::test]
async fn head_is_checked_as_get_is() {
    let app = app();
    let head = |token: &'static str| request("HEAD", "/items/2", &[("authorization", token)]);
    let hidden = send(&app, head("Bearer ann")).await;
    hidden.assert_refused(HIDDEN, &[], "HEAD");
    let own = send(&app, head("Bearer bob")).await;
    own.assert_admitted("", "HEAD");
}

#[tokio::test]
async fn logs_and_layers_learn_which_check_said_why_and_clients_do_not() {
    Journal::open();
    let app = app();
    let denied = request("GET", "/items/1", &[("authorization", "Bearer bob")]);
    let response = app.clone().oneshot(denied).await.expect("an answer");
    let refusal = response.extensions().get::<Refusal>().expect("a refusal");
    let told = (refusal.cause(), refusal.check(), refusal.reason());
    assert_eq!(told, (Cause::Denied, Some("owner"), Some("not_the_owner")));
    assert_eq!(refusal.site().name, "item");
    let lines = Journal::lines();
    let refused: Vec<&String> = lines
        .iter()
        .filter(|line| line.contains("refused"))
        .collect();
    assert_eq!(refused.len(), 1, "{lines:?}");
    for part in [
        "status=403",
        "code=\"denied\"",
        "check=\"owner\"",
        "reason=\"not_the_owner\"",
        "handler=\"item\"",
    ] {
        assert!(refused[0].contains(part), "{part}: {refused:?}");
    }
    bear(&app, "/items/2", "ann").await;
    let hidden = Journal::lines().concat();
    assert!(
        hidden.contains("status=404 code=\"hidden\" check=\"owner\""),
        "{hidden}"
    );
    bear(&app, "/down", "ann").await;
    let down = Journal::lines().concat();
    assert!(down.contains("check=\"down\""), "{down}");
    assert!(!down.contains("hunter2"), "{down}");
}

#[tokio::test]
async fn what_an_extractor_of_a_check_refuses_is_answered_as_axum_does() {
    async fn plain(_: axum::extract::Path<usize>) {}

    let app = app();
    let ours = bear(&app, "/items/one", "ann").await;
    let plain = Router::new().route("/items/{id}", axum::routing::get(plain));
    let axums = bear(&plain, "/items/one", "ann").await;
    assert_eq!(
        (ours.status, &ours.body, &ours.headers),
        (400, &axums.body, &axums.headers)
    );
    assert_eq!(ours.cause, None, "no refusal of ours");
    let stranger = send(&app, request("GET", "/items/one", &[])).await;
    assert_eq!(stranger.status, 401, "who is not known learns nothing");
}

#[tokio::test]
async fn a_refusal_is_rendered_as_the_application_says() {
    use crate::Names;
    use axum_secured::{SecuritySchemes, render::Detail};

    #[derive(SecuritySchemes)]
    #[schemes(render = Detail)]
    struct Rendered {
        #[scheme(http(bearer))]
        token: Names,
    }

    #[check]
    async fn nobody(_: &String) -> Decision {
        Decision::Hide
    }

    #[secured(token, check = nobody)]
    async fn rendered() -> Json<Value> {
        Json(json!({}))
    }

    let app = Router::new()
        .route("/", axum::routing::get(rendered))
        .with_state(std::sync::Arc::new(Rendered { token: Names }));
    let answer = bear(&app, "/", "ann").await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.body, r#"{"detail":"There is no such resource."}"#);
}
