//! Routers in routers, ours and axum's.

use std::sync::Arc;

use axum::{Router, extract::FromRef};
use axum_secured::{
    SecuredRouter,
    routing::{get, post},
    secured,
};
use tests::ABSENT;

use crate::{
    App, Auth, BEARER, Entered, GUARDED, REFUSALS, ask, enter, finish, guarded, open, router,
};

#[secured(crate::bearer("r"))]
async fn lost(entered: Entered) -> (http::StatusCode, &'static str) {
    enter(entered);
    (http::StatusCode::NOT_FOUND, "lost")
}

#[tokio::test]
async fn a_fallback_of_a_nested_router_guards_what_is_below_it() {
    let app = App::new();
    let inner = SecuredRouter::new()
        .route("/guarded", get(guarded))
        .fallback(lost);
    let middle = SecuredRouter::new()
        .nest("/inner", inner)
        .route("/open", post(open));
    let router = finish(SecuredRouter::new().nest("/outer", middle), &app);
    for (path, without, with) in [
        ("/outer/inner/guarded", 401, 200),
        ("/outer/inner/nowhere", 401, 404),
        ("/outer/inner/guarded/", 401, 404),
        ("/outer/nowhere", 404, 404),
        ("/nowhere", 404, 404),
        ("/outer/open", 405, 405),
    ] {
        let answer = ask(&router, "GET", path, "").await;
        assert_eq!(answer.status, without, "{path} without");
        let challenges: &[&str] = if without == 401 { &[BEARER] } else { &[] };
        assert_eq!(answer.challenges, challenges, "{path} without");
        let answer = ask(&router, "GET", path, "Bearer ok.r").await;
        assert_eq!(answer.status, with, "{path} with");
    }
    assert_eq!(app.entered(), 3);
}

#[tokio::test]
async fn the_nearest_fallback_answers_and_the_layers_around_it_wrap_it() {
    let app = App::new();
    let mark = |name: &'static str| {
        axum::middleware::map_response(move |mut response: axum::response::Response| async move {
            let value = http::HeaderValue::from_static(name);
            response.headers_mut().append("layers", value);
            response
        })
    };
    let inner = SecuredRouter::new()
        .layer(mark("too early"))
        .fallback(lost)
        .layer(mark("inner"));
    let middle = SecuredRouter::new()
        .merge(SecuredRouter::new().nest("/inner", inner))
        .layer(mark("middle"));
    let outer = SecuredRouter::new()
        .nest("/middle", middle)
        .fallback(open)
        .layer(mark("outer"));
    let router = finish(outer, &app);
    for (path, status, layers) in [
        ("/middle/inner/x", 401, &["inner", "middle", "outer"][..]),
        ("/middle/inner", 401, &["inner", "middle", "outer"]),
        ("/middle/x", 200, &["outer"]),
        ("/x", 200, &["outer"]),
    ] {
        let answer = ask(&router, "GET", path, "").await;
        assert_eq!(answer.status, status, "{path}");
        let marks: Vec<_> = answer.headers.get_all("layers").iter().collect();
        assert_eq!(marks, layers, "{path}");
    }
}

#[test]
fn fallbacks_that_answer_for_the_same_paths_are_reported() {
    let lone = || SecuredRouter::<App>::new().fallback(lost);
    // axum's own answers for `/{*rest}`, which no fallback below a parameter can stand beside.
    for (one, other) in [("/v1", "/v1/"), ("/v1/x", "/{a}"), ("/v1", "/v1/{a}")] {
        let both = SecuredRouter::new().nest(one, lone()).nest(other, lone());
        let errors = both.try_split_for_parts().map(|_| ());
        let errors = errors.expect_err("axum would panic");
        let expected = format!("the fallback of `{other}`: ");
        assert_eq!(errors.errors().len(), 1, "{errors}");
        assert!(errors.errors()[0].starts_with(&expected), "{errors}");
    }
    let apart = lone()
        .nest("/v1", lone().nest("/x", lone()))
        .nest("/v2/x", lone())
        .nest("/{a}", SecuredRouter::new().route("/b", get(open)));
    let apart = apart.try_split_for_parts().map(|_| ());
    assert_eq!(apart, Ok(()));
}

#[tokio::test]
async fn in_a_router_of_axums_own_it_is_guarded_as_before() {
    let app = App::new();
    let ours = || finish(router(), &app);
    let beside = || Router::new().route("/beside", axum::routing::get(async || "beside"));
    let cases = [
        ("", beside().merge(ours())),
        ("", beside().fallback_service(ours())),
        ("/v1", beside().nest("/v1", ours())),
        ("/v1", beside().nest_service("/v1", ours())),
        (
            "/v1/v2",
            beside().nest("/v1", Router::new().nest("/v2", ours())),
        ),
        // axum's `Router` that still lacks its state.
        (
            "/v1",
            Router::new()
                .nest("/v1", router().split_for_parts().0)
                .with_state(app.clone()),
        ),
    ];
    for (number, (prefix, outer)) in cases.into_iter().enumerate() {
        for (path, body) in GUARDED {
            let path = format!("{prefix}{path}");
            let case = format!("case {number}, {path}");
            for (authorization, refused, challenges) in REFUSALS {
                let answer = ask(&outer, "GET", &path, authorization).await;
                answer.assert_refused(refused, challenges, &case);
                let answer = ask(&outer, "HEAD", &path, authorization).await;
                answer.assert_refused(refused, challenges, &case);
            }
            let admitted = ask(&outer, "GET", &path, "Bearer ok.r").await;
            assert_eq!(admitted.status, 200, "{case}");
            // `.service` leaves the path alone, and axum's nesting strips its own prefix.
            assert_eq!(admitted.body, body, "{case}");
        }
    }
}

/// The state of somebody else's application.
#[derive(Clone)]
struct Larger {
    app: App,
}

impl FromRef<Larger> for Arc<Auth> {
    fn from_ref(larger: &Larger) -> Self {
        Self::from_ref(&larger.app)
    }
}

impl FromRef<Larger> for Arc<std::sync::atomic::AtomicUsize> {
    fn from_ref(larger: &Larger) -> Self {
        Self::from_ref(&larger.app)
    }
}

#[tokio::test]
async fn routers_of_several_states_are_guarded_by_their_own() {
    // The verifiers of one application say nothing about the other's callers: each is asked itself.
    let (first, second) = (App::new(), App::new());
    let of_the_first = finish(SecuredRouter::new().route("/guarded", get(guarded)), &first);
    let of_the_second: Router = SecuredRouter::<Larger>::new()
        .route("/guarded", get(guarded))
        .split_for_parts()
        .0
        .with_state(Larger {
            app: second.clone(),
        });
    let router = Router::new()
        .nest("/first", of_the_first)
        .nest("/second", of_the_second);
    for (path, own, other) in [
        ("/first/guarded", &first, &second),
        ("/second/guarded", &second, &first),
    ] {
        ask(&router, "GET", path, "")
            .await
            .assert_refused(ABSENT, &[BEARER], path);
        let (asked, entered) = (own.asked(), own.entered());
        let others = (other.asked(), other.entered());
        ask(&router, "GET", path, "Bearer ok.r")
            .await
            .assert_admitted("entered", path);
        assert_eq!(
            (own.asked(), own.entered()),
            (asked + 1, entered + 1),
            "{path}"
        );
        assert_eq!((other.asked(), other.entered()), others, "{path}");
    }
}
