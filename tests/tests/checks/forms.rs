//! How checks are written and where their handlers are mounted.

use axum::{
    Router,
    extract::{FromRequestParts, Path, WebSocketUpgrade},
    response::Response,
};
use axum_secured::{Decision, SecuredRouter, check, routes, routing, secured};
use http::request::Parts;
use tests::{DENIED, HIDDEN, send};

use crate::{App, bear, bearer, owner, request};

/// Something that belongs to somebody.
pub(crate) trait Owned: Send + 'static {
    fn owner(id: u32) -> Option<&'static str>;
}

pub(crate) struct Note;
pub(crate) struct List;

impl Owned for Note {
    fn owner(id: u32) -> Option<&'static str> {
        (id == 1).then_some("ann")
    }
}

impl Owned for List {
    fn owner(id: u32) -> Option<&'static str> {
        (id == 1).then_some("bob")
    }
}

#[check]
async fn owns<T: Owned>(name: &String, Path(id): Path<u32>) -> Decision {
    match T::owner(id) {
        Some(owner) if owner == name => Decision::Allow,
        Some(_) => Decision::Deny("not_the_owner"),
        None => Decision::Hide,
    }
}

/// By a bound of a `where` clause, a constant, and a principal that is a parameter.
#[check]
async fn shorter<U, const LENGTH: usize>(name: &U) -> Decision
where
    U: AsRef<str> + Send + Sync,
{
    if name.as_ref().len() < LENGTH {
        Decision::Allow
    } else {
        Decision::Deny("too long")
    }
}

#[secured(bearer, check = owns::<Note>)]
#[utoipa::path(get, path = "/notes/{id}", responses((status = 200)))]
pub(crate) async fn note() {}

#[secured(bearer, check = [owns::<List>, shorter::<String, 4>])]
#[utoipa::path(get, path = "/lists/{id}", responses((status = 200)))]
pub(crate) async fn list(#[principal] name: String) -> String {
    name
}

#[secured(bearer, check = owns::<T>)]
async fn generic<T: Owned>(#[principal] name: String) -> String {
    name
}

mod elsewhere {
    use axum_secured::{Decision, check};

    /// Nobody but ann.
    #[check]
    pub(crate) async fn r#match(name: &String) -> Decision {
        if name == "ann" {
            Decision::Allow
        } else {
            Decision::Hide
        }
    }
}

#[secured(bearer, check = elsewhere::r#match)]
pub(crate) async fn by_path() {}

use elsewhere::r#match as only_ann;

#[secured(bearer, check = [only_ann,],)]
async fn by_alias() {}

/// Upgraded only for who may enter.
#[secured(bearer, check = only_ann)]
async fn socket(upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(|_| async {})
}

/// Tells that it came to the handler's extractors.
struct Reached;

impl<S: Sync> FromRequestParts<S> for Reached {
    type Rejection = &'static str;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, &'static str> {
        Err("reached")
    }
}

#[secured(bearer, check = owner)]
async fn reached(_: Reached) {}

fn app() -> Router {
    let (router, _) = SecuredRouter::new()
        .routes(routes!(note))
        .routes(routes!(list))
        .route("/generic-notes/{id}", routing::get(generic::<Note>))
        .route("/generic-lists/{id}", routing::get(generic::<List>))
        .route("/by-path", routing::get(by_path))
        .route("/by-alias", routing::get(by_alias))
        .route("/ws", routing::any(socket))
        .nest(
            "/nested/{id}",
            SecuredRouter::new().route("/item", routing::get(reached)),
        )
        .fallback(by_path)
        .split_for_parts();
    router.with_state(App::new())
}

#[tokio::test]
async fn a_generic_check_is_given_its_types_where_it_is_named() {
    let app = app();
    for (path, owner, other) in [
        ("/notes", "ann", "bob"),
        ("/lists", "bob", "ann"),
        ("/generic-notes", "ann", "bob"),
        ("/generic-lists", "bob", "ann"),
    ] {
        let first = format!("{path}/1");
        assert_eq!(bear(&app, &first, owner).await.status, 200, "{path}");
        let denied = bear(&app, &first, other).await;
        denied.assert_refused(DENIED, &[], path);
        let hidden = bear(&app, &format!("{path}/2"), owner).await;
        hidden.assert_refused(HIDDEN, &[], path);
    }
    // Both of a list, of which the second is not met.
    let app = Router::new()
        .route("/", axum::routing::get(long))
        .with_state(App::new());
    bear(&app, "/", "bobby")
        .await
        .assert_refused(DENIED, &[], "too long");
    bear(&app, "/", "bob").await.assert_admitted("", "short");
}

#[secured(bearer, check = shorter::<String, 4>)]
async fn long() {}

#[tokio::test]
async fn a_check_is_named_by_its_path_or_an_alias() {
    let app = app();
    for path in ["/by-path", "/by-alias", "/whatever"] {
        assert_eq!(bear(&app, path, "ann").await.status, 200, "{path}");
        let hidden = bear(&app, path, "bob").await;
        hidden.assert_refused(HIDDEN, &[], path);
    }
}

#[tokio::test]
async fn a_handshake_is_checked_before_it_is_answered() {
    let app = app();
    let handshake = |token: &'static str| {
        let headers = [
            ("authorization", token),
            ("connection", "upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        request("GET", "/ws", &headers)
    };
    let bob = send(&app, handshake("Bearer bob")).await;
    bob.assert_refused(HIDDEN, &[], "no handshake");
    // Without a connection below it axum can go no further than this.
    let ann = send(&app, handshake("Bearer ann")).await;
    assert_eq!(ann.status, 426, "{ann:?}");
}

#[tokio::test]
async fn a_check_reads_the_parameters_of_a_prefix() {
    let app = app();
    let own = bear(&app, "/nested/1/item", "ann").await;
    assert_eq!(own.body, "reached");
    let hidden = bear(&app, "/nested/2/item", "ann").await;
    hidden.assert_refused(HIDDEN, &[], "of another");
}

#[tokio::test]
async fn a_check_is_still_a_function() {
    assert!(matches!(
        owns::<Note>(&"ann".to_owned(), Path(1)).await,
        Decision::Allow
    ));
}
