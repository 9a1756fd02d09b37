//! Layers in every order, at every place.

use std::time::Duration;

use axum::{
    Router,
    extract::Request,
    middleware::{self, Next},
    response::Response,
};
use axum_secured::SecuredRouter;
use http::StatusCode;
use tests::Answer;
use tower_http::{
    compression::CompressionLayer, cors::CorsLayer, timeout::TimeoutLayer, trace::TraceLayer,
};

use crate::{App, GUARDED, REFUSALS, ask, finish, router};

/// Says what an application might believe to be enough.
async fn trust(mut request: Request, next: Next) -> Response {
    let headers = request.headers_mut();
    headers.insert("x-authenticated-user", "root".parse().expect("a value"));
    next.run(request).await
}

const LAYERS: usize = 5;

/// With one of the layers, at one of the places.
fn add(router: SecuredRouter<App>, layer: usize, on_routes: bool) -> SecuredRouter<App> {
    macro_rules! with {
        ($layer:expr) => {
            if on_routes {
                router.route_layer($layer)
            } else {
                router.layer($layer)
            }
        };
    }
    let timeout = Duration::from_secs(10);
    match layer {
        0 => with!(CorsLayer::permissive()),
        1 => with!(CompressionLayer::new()),
        2 => with!(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            timeout
        )),
        3 => with!(TraceLayer::new_for_http()),
        _ => with!(middleware::from_fn(trust)),
    }
}

fn permutations(items: &[usize]) -> Vec<Vec<usize>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (place, first) in items.iter().enumerate() {
        let mut rest = items.to_vec();
        rest.remove(place);
        for mut permutation in permutations(&rest) {
            permutation.insert(0, *first);
            all.push(permutation);
        }
    }
    all
}

#[track_caller]
fn assert_refused(answer: &Answer, status: u16, challenges: &[&str], case: &str) {
    assert_eq!(answer.status, status, "{case}");
    assert_eq!(answer.challenges, challenges, "{case}");
}

async fn is_closed(app: &App, router: &Router, case: &str) {
    for (path, body) in GUARDED {
        let before = app.entered();
        for (authorization, refused, challenges) in REFUSALS {
            for method in ["GET", "HEAD"] {
                let answer = ask(router, method, path, authorization).await;
                let case = format!("{case}: {method} {path} {authorization}");
                assert_refused(&answer, refused.status, challenges, &case);
                let body = if method == "HEAD" {
                    String::new()
                } else {
                    refused.body()
                };
                assert_eq!(answer.body, body, "{case}");
            }
        }
        assert_eq!(app.entered(), before, "{case} {path}");
        let answer = ask(router, "GET", path, "Bearer ok.r").await;
        assert_eq!((answer.status, &*answer.body), (200, body), "{case} {path}");
    }
}

#[tokio::test]
async fn no_order_of_layers_opens_a_route() {
    let order: Vec<usize> = (0..LAYERS).collect();
    for (number, order) in permutations(&order).into_iter().enumerate() {
        let app = App::new();
        // Which of them go on the routes alone varies too.
        let on_routes = |place: usize| (number >> place) & 1 == 1;
        let layered = |router| {
            let places = order.iter().enumerate();
            places.fold(router, |router, (place, layer)| {
                add(router, *layer, on_routes(place))
            })
        };
        let case = format!("{order:?}, {number:b}");
        let around = finish(layered(router()), &app);
        is_closed(&app, &around, &case).await;
        // Layered first and put into another router afterwards.
        let nested = SecuredRouter::new().nest("/api", layered(router()));
        let nested = finish(nested, &app);
        let answer = ask(&nested, "GET", "/api/guarded", "").await;
        assert_eq!(answer.status, 401, "{case}, nested");
        let merged = layered(SecuredRouter::new().merge(router()));
        let answer = ask(&finish(merged, &app), "GET", "/guarded", "").await;
        assert_eq!(answer.status, 401, "{case}, merged");
    }
}
