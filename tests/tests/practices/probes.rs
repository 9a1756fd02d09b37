//! What a finished application is asked.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::Request,
    middleware::{self, Next},
    response::Response,
};
use axum_secured::{
    BearerToken, ClaimsOnly, Context, Jwt, Manifest, Practices, SecuredRouter, SecuritySchemes,
    Verdict, Verifier, public,
    routing::{get, post},
    secured,
    testing::{self, TestIssuer, probe_cors, probe_endless_token},
};
use http::{HeaderValue, header};
use tower_http::cors::{AllowOrigin, Any, CorsLayer};

use crate::{Nobody, listed};

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(http(bearer))]
    bearer: Nobody,
}

#[secured(bearer)]
async fn guarded() {}

#[public("sign-in")]
async fn open() {}

#[public("pages")]
async fn lost() -> http::StatusCode {
    http::StatusCode::NOT_FOUND
}

/// Routes with and without parameters; layers around all of them, and around those below `/inner`.
fn app(
    outer: impl FnOnce(Router) -> Router,
    inner: impl FnOnce(SecuredRouter<Arc<Auth>>) -> SecuredRouter<Arc<Auth>>,
) -> (Router, Manifest) {
    let nested = SecuredRouter::new()
        .route("/items/{id}", get(guarded).delete(guarded))
        .route("/files/{*path}", get(guarded));
    let router = SecuredRouter::<Arc<Auth>>::new()
        .route("/", get(open))
        .route("/token", post(open))
        .nest("/inner", inner(nested))
        .service("/service", axum::routing::any(async || ()), public("pages"))
        .fallback(lost);
    let manifest = router.manifest();
    let router = router.split_for_parts().0;
    let auth = Arc::new(Auth { bearer: Nobody });
    (outer(router.with_state(auth)), manifest)
}

async fn around(layer: CorsLayer) -> Practices {
    let (app, manifest) = app(|router| router.layer(layer), |inner| inner);
    probe_cors(&app, &manifest).await
}

fn origins(found: &Practices) -> Vec<&str> {
    found
        .findings()
        .inspect(|finding| assert_eq!(finding.practice().code(), "wildcard_cors"))
        .map(axum_secured::practices::Finding::subject)
        .collect()
}

#[tokio::test]
async fn every_origin_with_credentials_is_found() {
    let mirrored = CorsLayer::new().allow_origin(AllowOrigin::mirror_request());
    let found = around(mirrored.allow_credentials(true)).await;
    assert_eq!(origins(&found), ["any origin", "null"]);
    let very = around(CorsLayer::very_permissive()).await;
    assert_eq!(origins(&very), ["any origin", "null"]);
}

#[tokio::test]
async fn frames_without_an_origin_are_found() {
    let null = CorsLayer::new().allow_origin(HeaderValue::from_static("null"));
    let found = around(null.allow_credentials(true)).await;
    assert_eq!(origins(&found), ["null"]);
}

#[tokio::test]
async fn origins_that_are_listed_and_answers_without_credentials_are_not_found() {
    let app = HeaderValue::from_static("https://app.example.com");
    for layer in [
        CorsLayer::new(),
        CorsLayer::new()
            .allow_origin(app.clone())
            .allow_credentials(true),
        CorsLayer::new()
            .allow_origin([app, HeaderValue::from_static("https://other.example.com")])
            .allow_credentials(true),
        // Without credentials a page reads no more than its author could anyway.
        CorsLayer::permissive(),
        CorsLayer::new().allow_origin(Any),
        CorsLayer::new().allow_origin(AllowOrigin::mirror_request()),
    ] {
        let found = around(layer.clone()).await;
        assert!(found.is_empty(), "{layer:?}: {found}");
    }
}

#[tokio::test]
async fn without_a_layer_nothing_is_found() {
    let (app, manifest) = app(|router| router, |inner| inner);
    let found = probe_cors(&app, &manifest).await;
    assert!(found.is_empty(), "{found}");
}

#[tokio::test]
async fn a_layer_around_some_routes_is_found_where_it_is() {
    let layer = CorsLayer::very_permissive();
    let (app, manifest) = app(|router| router, |inner| inner.route_layer(layer));
    let found = probe_cors(&app, &manifest).await;
    // Three places are named: a preflight for each of two, and one request.
    let places = "OPTIONS /inner/files/1, GET /inner/files/1, OPTIONS /inner/items/1 and 1 more";
    assert_eq!(
        listed(&found),
        [
            format!("wildcard_cors: any origin ({places})"),
            format!("wildcard_cors: null ({places})"),
        ]
    );
}

/// A fallback that is alone below its prefix, and braces that stand for themselves.
#[tokio::test]
async fn a_layer_around_what_no_path_names_is_found() {
    let open_to_all = || CorsLayer::very_permissive();
    let nested = SecuredRouter::new().fallback(lost).layer(open_to_all());
    let braces = SecuredRouter::new()
        .route("/a/{{b}}/{c}", get(open))
        .route_layer(open_to_all());
    for (router, place) in [
        (SecuredRouter::new().nest("/lost", nested), "OPTIONS /lost/"),
        (braces, "OPTIONS /a/{b}/1"),
    ] {
        let manifest = router.manifest();
        let app = router.split_for_parts().0.with_state(());
        let found = probe_cors(&app, &manifest).await;
        let [any, null] = &listed(&found)[..] else {
            panic!("{place}: {found}");
        };
        assert!(any.contains(place) && null.contains(place), "{found}");
    }
}

/// Pages that were read without TLS speak for whoever was on the way.
#[tokio::test]
async fn every_origin_without_tls_is_found() {
    let plain = AllowOrigin::predicate(|origin, _| origin.as_bytes().starts_with(b"http://"));
    let found = around(CorsLayer::new().allow_origin(plain).allow_credentials(true)).await;
    assert_eq!(origins(&found), ["any origin without TLS"]);
}

/// Says so of its answers, be they asked for beforehand or not; no layer of tower-http would.
async fn star_with_credentials(request: Request, next: Next) -> Response {
    let is_preflight = request.method() == http::Method::OPTIONS;
    let mut answer = next.run(request).await;
    if !is_preflight {
        let fields = answer.headers_mut();
        for (name, value) in [
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            (header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true"),
        ] {
            fields.insert(name, HeaderValue::from_static(value));
        }
    }
    answer
}

#[tokio::test]
async fn a_star_with_credentials_is_found_where_only_answers_say_it() {
    let layer = middleware::from_fn(star_with_credentials);
    let (app, manifest) = app(|router| router.layer(layer), |inner| inner);
    let found = probe_cors(&app, &manifest).await;
    assert_eq!(origins(&found), ["*"]);
}

/// Takes every token for valid.
struct Careless;

impl Verifier<BearerToken> for Careless {
    type Principal = ();
    async fn verify(&self, _: BearerToken, _: &Context<'_>) -> Verdict<()> {
        Verdict::valid(())
    }
}

#[derive(SecuritySchemes)]
struct Two {
    #[scheme(http(bearer))]
    careful: Jwt<ClaimsOnly<serde_json::Value>>,
    #[scheme(http(bearer))]
    careless: Careless,
}

#[secured(careful)]
async fn carefully() {}

#[secured(careless)]
async fn carelessly() -> http::StatusCode {
    http::StatusCode::NOT_FOUND
}

#[tokio::test]
async fn a_token_without_expiry_is_found_where_it_is_taken() {
    let secret = testing::secret("0123456789abcdef0123456789abcdef");
    let issuer = TestIssuer::hs256(&secret, "i", "a", "ann").expect("an issuer");
    let careful = Jwt::hs256(secret).issuer("i").audience("a").claims_only();
    let two = Two {
        careful: careful.build().expect("a verifier"),
        careless: Careless,
    };
    let router = SecuredRouter::<Arc<Two>>::new()
        .route("/careful", get(carefully))
        .route("/careless", get(carelessly));
    let app = router.split_for_parts().0.with_state(Arc::new(two));
    let request = |path: &str, token: String| {
        let request = Request::builder().uri(path);
        let request = request.header("authorization", format!("Bearer {token}"));
        request.body(Body::empty()).expect("a request")
    };
    let endless = || issuer.without_expiry().expect("a token");
    let found = probe_endless_token(&app, request("/careful", endless())).await;
    assert!(found.is_empty(), "{found}");
    let found = probe_endless_token(&app, request("/careless", endless())).await;
    assert_eq!(
        listed(&found),
        ["token_without_expiry: GET /careless (answered 404)"]
    );
    // With an end, the same token is taken: nothing else of it was refused above.
    let valid = issuer.token().expect("a token");
    let found = probe_endless_token(&app, request("/careful", valid)).await;
    assert_eq!(
        listed(&found),
        ["token_without_expiry: GET /careful (answered 200)"]
    );
}
