//! How a requirement is decided, line by line.
#![allow(missing_docs, clippy::unused_async)]

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::{self, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    extract::OptionalFromRequestParts,
};
use axum_secured::{
    Admitted, ApiKey, Basic, BearerToken, Cause, Context, Refusal, Scopes, SecuredRouter,
    SecuritySchemes, Settings, Verdict, Verified, Verifier, routes, secured,
};
use http::{
    Request, StatusCode,
    request::{Builder, Parts},
};
use tower::ServiceExt;

#[derive(Scopes)]
enum Scope {
    #[scope("r")]
    R,
    #[scope("w", implies(R))]
    W,
    #[scope("x")]
    X,
}

/// Does what the credential says, and counts how often it was asked.
#[derive(Clone)]
struct Scripted {
    asked: Arc<AtomicUsize>,
    settings: Settings,
}

impl Scripted {
    fn new() -> Self {
        Self {
            asked: Arc::default(),
            settings: Settings::new()
                .deadline(Duration::from_millis(1))
                .trusted_origin("https://app.example.com")
                .expect("an origin"),
        }
    }

    async fn answer(&self, script: &str, context: &Context<'_>) -> Verdict<String> {
        self.asked.fetch_add(1, Relaxed);
        match script {
            "denied" => Verdict::Denied("scripted"),
            "down" => Verdict::unavailable("postgres://user:hunter2@db"),
            "panic" => panic!("scripted"),
            "hang" => std::future::pending().await,
            script => match script.strip_prefix("ok") {
                Some(scopes) => Verdict::Valid(
                    Verified::new(format!("{}:{script}", context.scheme().name))
                        .scopes(context.scopes(&scopes.replace('.', " ")))
                        .subject("sub"),
                ),
                None => Verdict::Invalid,
            },
        }
    }
}

impl Verifier<ApiKey> for Scripted {
    type Principal = String;
    async fn verify(&self, key: ApiKey, context: &Context<'_>) -> Verdict<String> {
        self.answer(key.expose(), context).await
    }
    fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl Verifier<BearerToken> for Scripted {
    type Principal = String;
    async fn verify(&self, token: BearerToken, context: &Context<'_>) -> Verdict<String> {
        self.answer(token.expose(), context).await
    }
    fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl Verifier<Basic> for Scripted {
    type Principal = String;
    async fn verify(&self, basic: Basic, context: &Context<'_>) -> Verdict<String> {
        self.answer(basic.expose_password(), context).await
    }
    fn settings(&self) -> &Settings {
        &self.settings
    }
}

/// A credential of the application's own, which also writes where it should not.
struct Stamp(String);

impl OptionalFromRequestParts<()> for Stamp {
    type Rejection = StatusCode;
    async fn from_request_parts(parts: &mut Parts, (): &()) -> Result<Option<Self>, StatusCode> {
        parts.extensions.insert(Leak);
        match parts.headers.get("stamp").map(|value| value.to_str()) {
            None => Ok(None),
            Some(Ok("panic")) => panic!("scripted"),
            Some(Ok(text)) => Ok(Some(Self(text.to_owned()))),
            Some(Err(_)) => Err(StatusCode::BAD_REQUEST),
        }
    }
}

#[derive(Clone)]
struct Leak;

impl Verifier<Stamp> for Scripted {
    type Principal = String;
    async fn verify(&self, stamp: Stamp, context: &Context<'_>) -> Verdict<String> {
        self.answer(&stamp.0, context).await
    }
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(http(bearer), scopes = Scope)]
    bearer: Scripted,
    #[scheme(api_key(header = "k"), scopes = Scope)]
    key: Scripted,
    #[scheme(http(basic))]
    basic: Scripted,
    #[scheme(api_key(cookie = "c"))]
    cookie: Scripted,
    #[scheme(custom(Stamp, challenge = "Stamp", document = api_key(header = "stamp")))]
    stamp: Scripted,
}

macro_rules! handlers {
    ($($name:ident $path:literal ($($requirement:tt)*);)*) => {
        $(
            #[secured($($requirement)*)]
            #[utoipa::path(method(get, post), path = $path, responses((status = 200)))]
            async fn $name(#[principal] who: Admitted<String>, leak: Option<axum::Extension<Leak>>) -> String {
                assert!(leak.is_none(), "an alternative left something behind");
                format!("{} {}", *who, who.scheme())
            }
        )*
        fn router() -> SecuredRouter<Arc<Auth>> {
            SecuredRouter::new()$(.routes(routes!($name)))*
                .routes(routes!(both))
                .routes(routes!(optional))
                .routes(routes!(body))
        }
    };
}

handlers! {
    one "/one" (bearer);
    needs_r "/r" (bearer("r"));
    needs_rx "/rx" (bearer("r x"));
    either "/either" (any(key, bearer));
    either_scope "/either-scope" (any(bearer("x"), bearer("w")));
    nearest "/nearest" (any(bearer("r x"), key("r")));
    by_cookie "/cookie" (cookie);
    cookie_or_key "/cookie-or-key" (any(cookie, key));
    by_basic "/basic" (basic);
    by_stamp "/stamp" (any(stamp, key));
}

#[secured(all(bearer("r"), key))]
#[utoipa::path(get, path = "/both", responses((status = 200)))]
async fn both(#[principal] (first, second): (String, String)) -> String {
    format!("{first} {second}")
}

#[secured(optional(any(bearer, key)))]
#[utoipa::path(get, path = "/optional", responses((status = 200)))]
async fn optional(#[principal] who: Option<Admitted<String>>) -> String {
    who.map_or("guest".to_owned(), Admitted::into_principal)
}

#[secured(bearer)]
#[utoipa::path(post, path = "/body", responses((status = 200)))]
async fn body(_: axum::extract::Path<u8>, _: Bytes) {}

struct Answer {
    status: u16,
    challenges: Vec<String>,
    body: String,
    cause: Option<Cause>,
    asked: usize,
}

async fn send(request: Builder) -> Answer {
    send_body(request, Body::empty()).await
}

async fn send_body(request: Builder, body: Body) -> Answer {
    let scripted = Scripted::new();
    let auth = Auth {
        bearer: scripted.clone(),
        key: scripted.clone(),
        basic: scripted.clone(),
        cookie: scripted.clone(),
        stamp: scripted.clone(),
    };
    let app = router().split_for_parts().0.with_state(Arc::new(auth));
    let response = app
        .oneshot(request.body(body).expect("a request"))
        .await
        .expect("a response");
    let status = response.status().as_u16();
    let challenges = response
        .headers()
        .get_all("www-authenticate")
        .iter()
        .map(|value| value.to_str().expect("ASCII").to_owned())
        .collect();
    let cause = response.extensions().get::<Refusal>().map(Refusal::cause);
    let body = axum::body::to_bytes(response.into_body(), 4096)
        .await
        .expect("a short body");
    let body = String::from_utf8(body.to_vec()).expect("UTF-8");
    assert!(
        !body.contains("hunter2") && !body.contains("scripted"),
        "{body}"
    );
    Answer {
        status,
        challenges,
        body,
        cause,
        asked: scripted.asked.load(Relaxed),
    }
}

fn get(path: &str) -> Builder {
    Request::get(path)
}

/// Sends `bearer` and `key`, each unless it is empty.
async fn with(path: &str, bearer: &str, key: &str) -> Answer {
    let mut request = get(path);
    if !bearer.is_empty() {
        request = request.header("authorization", format!("Bearer {bearer}"));
    }
    if !key.is_empty() {
        request = request.header("k", key);
    }
    send(request).await
}

#[tokio::test]
async fn the_first_covered_alternative_names_the_principal() {
    assert_eq!(with("/either", "ok", "ok").await.body, "key:ok key");
    assert_eq!(with("/either", "ok", "").await.body, "bearer:ok bearer");
    // Rubbish that no tried alternative reads does not matter, nor does a failed alternative.
    assert_eq!(with("/either", "b d", "ok").await.body, "key:ok key");
    assert_eq!(with("/either", "ok", "no").await.body, "bearer:ok bearer");
    assert_eq!(with("/either", "ok", "a b").await.body, "bearer:ok bearer");
    assert_eq!(with("/either", "ok", "down").await.body, "bearer:ok bearer");
    assert_eq!(
        with("/either", "ok", "panic").await.body,
        "bearer:ok bearer"
    );
}

#[tokio::test]
async fn verifiers_are_asked_in_order_once_and_only_if_needed() {
    assert_eq!(with("/either", "ok", "ok").await.asked, 1);
    assert_eq!(
        with("/either-scope", "ok", "").await.asked,
        1,
        "two alternatives, one scheme"
    );
    assert_eq!(with("/both", "ok.r", "").await.asked, 0, "slots come first");
    assert_eq!(
        with("/both", "no", "ok").await.asked,
        1,
        "the second is not needed"
    );
}

#[tokio::test]
async fn principal_does_not_depend_on_timing() {
    for _ in 0..1000 {
        assert_eq!(with("/either", "ok", "ok").await.body, "key:ok key");
    }
}

#[tokio::test]
async fn both_means_both() {
    assert_eq!(with("/both", "ok.r", "ok").await.body, "bearer:ok.r key:ok");
    assert_eq!(with("/both", "ok.r", "").await.status, 401);
    assert_eq!(with("/both", "", "ok").await.status, 401);
    assert_eq!(
        with("/both", "ok", "").await.status,
        401,
        "a missing credential outweighs a missing scope"
    );
    assert_eq!(
        with("/both", "ok", "no").await.status,
        401,
        "so does a wrong one"
    );
    assert_eq!(with("/both", "ok", "ok").await.status, 403);
}

#[tokio::test]
async fn the_strongest_cause_answers() {
    let order = [
        ("", 401),
        ("no", 401),
        ("a b", 400),
        ("denied", 403),
        ("down", 503),
        ("panic", 500),
    ];
    for (one, (first, weak)) in order.iter().enumerate() {
        for (other, (second, strong)) in order.iter().enumerate() {
            let expected = if one > other { *weak } else { *strong };
            let answer = with("/either", first, second).await;
            assert_eq!(answer.status, expected, "{first:?} and {second:?}");
            assert!(answer.cause.is_some());
        }
    }
    let absent = with("/either", "", "").await;
    assert_eq!(absent.cause, Some(Cause::Absent));
    assert_eq!(with("/either", "no", "").await.cause, Some(Cause::Invalid));
}

#[tokio::test]
async fn scopes_are_implied_on_the_granted_side_and_never_united() {
    assert_eq!(with("/r", "ok.w", "").await.status, 200);
    assert_eq!(with("/rx", "ok.r", "").await.status, 403);
    assert_eq!(with("/either-scope", "ok.r", "").await.status, 403);
    assert_eq!(with("/either-scope", "ok.x", "").await.status, 200);
    assert_eq!(with("/either-scope", "ok.w", "").await.status, 200);
    // One scheme's scopes do not count for another.
    assert_eq!(with("/nearest", "ok.x", "ok").await.status, 403);
}

#[tokio::test]
async fn the_nearest_alternative_says_what_is_missing() {
    let answer = with("/nearest", "ok", "ok").await;
    assert_eq!(answer.status, 403);
    assert_eq!(
        answer.challenges,
        [r#"ApiKey realm="api", in="header", name="k", scope="r", error="insufficient_scope""#]
    );
    let answer = with("/nearest", "ok.r", "ok").await;
    assert_eq!(
        answer.challenges,
        [r#"Bearer realm="api", scope="r x", error="insufficient_scope""#],
        "of equals the first written"
    );
    assert_eq!(
        with("/one", "denied", "").await.challenges,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn optional_is_anonymous_only_without_any_credential() {
    assert_eq!(with("/optional", "", "").await.body, "guest");
    assert_eq!(with("/optional", "ok", "").await.body, "bearer:ok");
    for (bearer, key, status) in [
        ("no", "", 401),
        ("", "no", 401),
        ("a b", "", 400),
        ("", "down", 503),
    ] {
        assert_eq!(
            with("/optional", bearer, key).await.status,
            status,
            "{bearer:?} {key:?}"
        );
    }
    let foreign = send(get("/optional").header("authorization", "Digest x=y")).await;
    assert_eq!(foreign.status, 401);
    let empty = send(get("/optional").header("authorization", "").header("k", "")).await;
    assert_eq!(empty.body, "guest");
}

/// A body that must not be read.
struct Untouched;

impl http_body::Body for Untouched {
    type Data = Bytes;
    type Error = std::convert::Infallible;
    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut task::Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        panic!("the body was read before the caller was known")
    }
}

#[tokio::test]
async fn refusals_come_before_extraction_and_before_the_body() {
    let answer = send_body(Request::post("/body"), Body::new(Untouched)).await;
    assert_eq!(answer.status, 401);
    let admitted = Request::post("/body").header("authorization", "Bearer ok");
    assert_eq!(
        send(admitted).await.status,
        500,
        "the handler's own extractors follow"
    );
}

#[tokio::test]
async fn methods_open_nothing() {
    let head = send(Request::head("/one")).await;
    assert_eq!(head.status, 401);
    let preflight = Request::options("/one")
        .header("origin", "https://app.example.com")
        .header("access-control-request-method", "GET");
    assert_eq!(send(preflight).await.status, 405);
    assert_eq!(send(get("/nowhere")).await.status, 404);
}

#[tokio::test]
async fn what_browsers_send_by_themselves_is_denied_from_elsewhere() {
    let post = |path: &str| Request::post(path).header("host", "api.example.com");
    let cookie = |path: &str| post(path).header("cookie", "c=ok");
    let cases = [
        (cookie("/cookie"), 200),
        (
            cookie("/cookie").header("origin", "https://api.example.com"),
            200,
        ),
        (
            cookie("/cookie").header("origin", "https://app.example.com"),
            200,
        ),
        (
            cookie("/cookie")
                .header("origin", "https://app.example.com")
                .header("sec-fetch-site", "cross-site"),
            200,
        ),
        (
            cookie("/cookie").header("origin", "https://evil.example.com"),
            403,
        ),
        (
            cookie("/cookie").header("origin", "https://api.example.com.evil.example"),
            403,
        ),
        (cookie("/cookie").header("origin", "null"), 403),
        (
            cookie("/cookie")
                .header("origin", "https://api.example.com")
                .header("origin", "https://x"),
            403,
        ),
        (cookie("/cookie").header("sec-fetch-site", "same-site"), 403),
        (
            cookie("/cookie").header("sec-fetch-site", "cross-site"),
            403,
        ),
        (cookie("/cookie").header("sec-fetch-site", "none"), 200),
        (
            get("/cookie")
                .header("cookie", "c=ok")
                .header("origin", "https://evil.example.com"),
            200,
        ),
        (
            get("/cookie")
                .header("cookie", "c=ok")
                .header("origin", "https://evil.example.com")
                .header("connection", "upgrade")
                .header("upgrade", "WebSocket"),
            403,
        ),
        (
            post("/basic")
                .header("authorization", "Basic dTpvaw==")
                .header("origin", "https://evil.example.com"),
            403,
        ),
        (
            post("/basic").header("authorization", "Basic dTpvaw=="),
            200,
        ),
        (
            post("/one")
                .header("authorization", "Bearer ok")
                .header("origin", "https://evil.example.com"),
            200,
        ),
        (
            cookie("/cookie-or-key")
                .header("k", "ok")
                .header("origin", "https://evil.example.com"),
            200,
        ),
    ];
    for (index, (request, expected)) in cases.into_iter().enumerate() {
        let answer = send(request).await;
        assert_eq!(answer.status, expected, "case {index}");
        if expected == 403 {
            assert_eq!(
                answer.asked, 0,
                "denied before the verifier is asked: case {index}"
            );
        }
    }
}

#[tokio::test]
async fn own_credentials_are_read_apart() {
    let stamped = |text: &str| get("/stamp").header("stamp", text);
    assert_eq!(send(stamped("ok")).await.body, "stamp:ok stamp");
    assert_eq!(
        send(stamped("no").header("k", "ok")).await.body,
        "key:ok key"
    );
    assert_eq!(send(stamped("panic")).await.status, 500);
    assert_eq!(send(stamped("panic").header("k", "ok")).await.status, 200);
    let bytes = http::HeaderValue::from_bytes(b"\xff").expect("a header value");
    assert_eq!(send(get("/stamp").header("stamp", bytes)).await.status, 400);
    assert_eq!(
        send(get("/stamp")).await.challenges[0],
        r#"Stamp realm="api""#
    );
}

#[tokio::test(start_paused = true)]
async fn a_verifier_that_hangs_is_unavailable() {
    let answer = with("/one", "hang", "").await;
    assert_eq!(
        (answer.status, answer.cause),
        (503, Some(Cause::Unavailable))
    );
}

#[tokio::test]
async fn a_panic_admits_nobody_and_the_next_request_is_served() {
    let answer = with("/one", "panic", "").await;
    assert_eq!((answer.status, answer.cause), (500, Some(Cause::Fault)));
    assert_eq!(with("/one", "ok", "").await.status, 200);
}

#[tokio::test]
async fn a_problem_says_what_the_status_says() {
    let answer = with("/one", "", "").await;
    assert_eq!(
        answer.body,
        r#"{"type":"about:blank","title":"Unauthorized","status":401,"detail":"Authentication is required."}"#
    );
    assert_eq!(answer.challenges, [r#"Bearer realm="api""#]);
}
