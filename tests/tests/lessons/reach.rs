//! F11, F15, F16, F18, F28, F32: no way around the guard.

use std::sync::Arc;

use axum::{Router, body::Body, extract::Request as AxumRequest, middleware::Next};
use axum_secured::{
    ClaimsOnly, Jwt, Secret, SecuredRouter, SecuritySchemes, Settings, Verdict, Verifier, public,
    requirement, routes,
    routing::{any, get},
    secured,
    testing::TestIssuer,
};
use http::{Request, StatusCode};
use tests::{ABSENT, Answer, INVALID, send};

use crate::{Auth, BEARER, BEARER_INVALID, KEY, app, auth, bearer, key, request};

#[secured(bearer)]
async fn guarded() -> &'static str {
    "guarded"
}

requirement!(Machine -> String = key);

async fn answer(app: &Router, method: &str, path: &str, bearer: &str, key: &str) -> Answer {
    send(app, request(method, path, bearer, key)).await
}

#[tokio::test]
async fn f11_the_guard_needs_no_router_layer_or_switch() {
    let plain: Router = Router::new()
        .route("/plain", axum::routing::get(guarded))
        .nest(
            "/deep",
            Router::new().route("/", axum::routing::post(guarded)),
        )
        .fallback(guarded)
        .with_state(auth());
    for (method, path) in [("GET", "/plain"), ("POST", "/deep"), ("GET", "/nowhere")] {
        let refused = answer(&plain, method, path, "", "").await;
        refused.assert_refused(ABSENT, &[BEARER], path);
        let admitted = answer(&plain, method, path, "ok", "").await;
        admitted.assert_admitted("guarded", path);
    }
}

#[tokio::test]
async fn f15_no_spelling_of_a_path_leads_around_the_guard() {
    let app = SecuredRouter::new()
        .route("/items", get(guarded))
        .route("/open", get(open))
        .split_for_parts()
        .0
        .with_state(auth());
    for path in ["/items", "/items?/open", "/items?x=/open"] {
        let refused = answer(&app, "GET", path, "", "").await;
        refused.assert_refused(ABSENT, &[BEARER], path);
    }
    for path in [
        "/items/",
        "//items",
        "/Items",
        "/ITEMS",
        "/items;/open",
        "/items/.",
        "/open/../items",
        "/open/..%2Fitems",
        "/%69tems",
        "/items%00",
        "/items%2f",
        "/./items",
        "/items.json",
        "/items\\",
    ] {
        let lost = answer(&app, "GET", path, "", "").await;
        assert_eq!((lost.status, lost.body.as_str()), (404, ""), "{path}");
    }
}

#[public("for everybody")]
async fn open() -> &'static str {
    "open"
}

#[tokio::test]
async fn f16_no_method_is_let_through() {
    let app = SecuredRouter::new()
        .route("/get", get(guarded))
        .route("/any", any(guarded))
        .split_for_parts()
        .0
        .with_state(auth());
    answer(&app, "HEAD", "/get", "", "")
        .await
        .assert_refused(ABSENT, &[BEARER], "HEAD");
    answer(&app, "HEAD", "/get", "ok", "")
        .await
        .assert_admitted("", "HEAD");
    for method in [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND",
        "x",
    ] {
        let mut forged = request(method, "/any", "", "");
        for (name, value) in [
            ("origin", "https://app.example.com"),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "authorization"),
            ("x-http-method-override", "OPTIONS"),
        ] {
            let value = http::HeaderValue::from_static(value);
            forged.headers_mut().insert(name, value);
        }
        send(&app, forged)
            .await
            .assert_refused(ABSENT, &[BEARER], method);
        let forged = answer(&app, method, "/any", "no", "").await;
        forged.assert_refused(INVALID, &[BEARER_INVALID], method);
    }
    let preflight = answer(&app, "OPTIONS", "/get", "", "").await;
    assert_eq!(preflight.status, 405, "no handler is reached");
}

#[tokio::test]
async fn f18_unknown_routes_are_answered_alike_for_everyone() {
    for bearer in ["", "no", "ok", "a b"] {
        let lost = answer(&app(), "GET", "/nowhere", bearer, "").await;
        assert_eq!((lost.status, lost.body.as_str()), (404, ""), "{bearer:?}");
        assert_eq!(lost.challenges, [""; 0], "{bearer:?}");
    }
    let hiding = SecuredRouter::new()
        .route("/known", get(guarded))
        .fallback(guarded)
        .split_for_parts()
        .0
        .with_state(auth());
    for path in ["/known", "/unknown"] {
        let refused = answer(&hiding, "GET", path, "", "").await;
        refused.assert_refused(ABSENT, &[BEARER], path);
    }
}

#[derive(SecuritySchemes)]
struct Lax {
    #[scheme(http(bearer))]
    token: Jwt<ClaimsOnly<serde_json::Value>>,
    #[scheme(api_key(cookie = "c"))]
    cookie: Cookies,
}

struct Cookies(Settings);

impl Verifier<axum_secured::ApiKey> for Cookies {
    type Principal = serde_json::Value;

    async fn verify(
        &self,
        key: axum_secured::ApiKey,
        _: &axum_secured::Context<'_>,
    ) -> Verdict<serde_json::Value> {
        if key.expose() == "right" {
            Verdict::valid(serde_json::Value::Null)
        } else {
            Verdict::Invalid
        }
    }

    fn settings(&self) -> &Settings {
        &self.0
    }
}

#[secured(any(token, cookie))]
#[utoipa::path(post, path = "/", responses((status = 200)))]
async fn lax() {}

#[tokio::test]
async fn f28_no_switch_admits_without_a_credential() {
    let settings = Settings::new().dangerous_allow_cross_site();
    let secret = Secret::random().expect("randomness");
    let lax_auth = Lax {
        token: Jwt::hs256(secret.clone())
            .dangerous_any_issuer()
            .dangerous_any_audience()
            .untyped()
            .settings(settings.clone())
            .claims_only()
            .build()
            .expect("a verifier"),
        cookie: Cookies(settings),
    };
    let app = SecuredRouter::new()
        .routes(routes!(lax))
        .split_for_parts()
        .0
        .with_state(Arc::new(lax_auth));
    let cookie_challenge = r#"ApiKey realm="api", in="cookie", name="c""#;
    let issuer = TestIssuer::hs256(&secret, "x", "y", "ann").expect("an issuer");
    let post = |name: &str, value: &str| {
        let post = Request::post("/").header("origin", "https://evil.example.com");
        let post = post.header(name, value).body(Body::empty());
        post.expect("a request")
    };
    let bearer = |token: &str| post("authorization", &format!("Bearer {token}"));
    let answer = send(&app, post("x", "y")).await;
    answer.assert_refused(ABSENT, &[BEARER, cookie_challenge], "nothing");
    for (case, token) in [
        ("unsigned", issuer.unsigned()),
        ("forged", issuer.forged().expect("a token")),
        ("expired", issuer.expired().expect("a token")),
    ] {
        let answer = send(&app, bearer(&token)).await;
        answer.assert_refused(INVALID, &[BEARER_INVALID, cookie_challenge], case);
    }
    let answer = send(&app, post("cookie", "c=wrong")).await;
    answer.assert_refused(INVALID, &[BEARER, cookie_challenge], "a wrong cookie");
    send(&app, bearer(&issuer.token().expect("a token")))
        .await
        .assert_admitted("", "a token");
    send(&app, post("cookie", "c=right"))
        .await
        .assert_admitted("", "the right cookie");
}

/// A layer of the application's own that admits whoever knows a word.
async fn password(
    request: AxumRequest,
    next: Next,
) -> Result<axum::response::Response, StatusCode> {
    if request.headers().contains_key("word") {
        Ok(next.run(request).await)
    } else {
        Err(StatusCode::IM_A_TEAPOT)
    }
}

#[tokio::test]
async fn f32_layers_only_add_demands() {
    let inner: Router = Router::new()
        .route("/", axum::routing::get(guarded))
        .with_state(auth());
    let app = SecuredRouter::<Arc<Auth>>::new()
        .foreign("/double", inner, secured::<Machine>())
        .route("/single", get(guarded))
        .layer(axum::middleware::from_fn(password))
        .split_for_parts()
        .0
        .with_state(auth());
    let with_word = |path: &str, bearer: &str, key: &str| {
        let mut sent = request("GET", path, bearer, key);
        sent.headers_mut()
            .insert("word", http::HeaderValue::from_static("sesame"));
        sent
    };
    for path in ["/double", "/single"] {
        let stopped = answer(&app, "GET", path, "ok", "ok").await;
        assert_eq!(
            stopped.status, 418,
            "{path}: the guard does not replace the layer"
        );
    }
    let cases = [
        ("/single", "", "", Some((ABSENT, BEARER))),
        ("/single", "ok", "", None),
        ("/double", "ok", "", Some((ABSENT, KEY))),
        ("/double", "", "ok", Some((ABSENT, BEARER))),
        ("/double", "no", "ok", Some((INVALID, BEARER_INVALID))),
        ("/double", "ok", "ok", None),
    ];
    for (path, bearer, key, refused) in cases {
        let case = format!("{path} {bearer:?} {key:?}");
        let answer = send(&app, with_word(path, bearer, key)).await;
        match refused {
            Some((refused, challenge)) => answer.assert_refused(refused, &[challenge], &case),
            None => answer.assert_admitted("guarded", &case),
        }
    }
}
