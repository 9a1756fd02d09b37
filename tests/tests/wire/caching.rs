//! H10: caches keep nothing that depends on a credential they do not know as one (RFC 9111,
//! section 3.5 protects only what was asked with `Authorization`).

use std::sync::Arc;

use axum::{
    Router,
    extract::OptionalFromRequestParts,
    response::{AppendHeaders, IntoResponse},
};
use axum_secured::{
    Context, SecuredRouter, SecuritySchemes, Verdict, Verifier, public, requirement, routing::get,
    secured,
};
use http::{StatusCode, request::Parts};
use tests::{ABSENT, Answer, Scripted, send};

use crate::{Logins, NOTHING, request};

/// A credential of the application's own, in a header.
struct Ticket(String);

impl OptionalFromRequestParts<()> for Ticket {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, (): &()) -> Result<Option<Self>, StatusCode> {
        let value = parts
            .headers
            .get("ticket")
            .and_then(|value| value.to_str().ok());
        Ok(value.map(|text| Self(text.to_owned())))
    }
}

struct Tickets(Scripted);

impl Verifier<Ticket> for Tickets {
    type Principal = String;

    async fn verify(&self, ticket: Ticket, context: &Context<'_>) -> Verdict<String> {
        self.0.answer(&ticket.0, context).await
    }
}

#[derive(SecuritySchemes)]
struct Kept {
    #[scheme(http(bearer))]
    token: Scripted,
    #[scheme(http(basic))]
    login: Logins,
    #[scheme(api_key(header = "X-Key"))]
    system: Scripted,
    #[scheme(api_key(header = "X-Other"))]
    other: Scripted,
    #[scheme(api_key(query = "key"))]
    parameter: Scripted,
    #[scheme(api_key(cookie = "sid"))]
    session: Scripted,
    #[scheme(custom(Ticket, challenge = "Ticket", document = api_key(header = "Ticket")))]
    ticket: Tickets,
}

requirement!(Machine -> String = system);

macro_rules! handlers {
    ($($name:ident ($($requirement:tt)*);)*) => {$(
        #[secured($($requirement)*)]
        async fn $name() -> &'static str {
            "ok"
        }
    )*};
}

handlers! {
    by_token (token);
    by_login (any(token, login));
    by_system (system);
    by_parameter (parameter);
    by_session (session);
    by_ticket (ticket);
    by_any (any(token, system, session));
    by_all (all(system, other));
    perhaps (optional(any(session, parameter)));
}

#[public("for everybody")]
async fn open() -> &'static str {
    "ok"
}

#[secured(session)]
async fn decided() -> impl IntoResponse {
    ([("cache-control", "public, max-age=60")], "ok")
}

#[secured(session)]
async fn varied() -> impl IntoResponse {
    (
        AppendHeaders([("vary", "Accept"), ("vary", "Accept-Language, cookie")]),
        "ok",
    )
}

#[secured(all(session, system))]
async fn varied_in_part() -> impl IntoResponse {
    ([("vary", "x-key")], "ok")
}

#[secured(session)]
async fn missing() -> StatusCode {
    StatusCode::NOT_FOUND
}

fn app() -> Router {
    let scripted = Scripted::default();
    let auth = Kept {
        token: scripted.clone(),
        login: Logins,
        system: scripted.clone(),
        other: scripted.clone(),
        parameter: scripted.clone(),
        session: scripted.clone(),
        ticket: Tickets(scripted),
    };
    let plain = || Router::new().fallback(async || "ok");
    SecuredRouter::new()
        .route("/token", get(by_token))
        .route("/login", get(by_login))
        .route("/system", get(by_system))
        .route("/parameter", get(by_parameter))
        .route("/session", get(by_session))
        .route("/ticket", get(by_ticket))
        .route("/any", get(by_any))
        .route("/all", get(by_all))
        .route("/perhaps", get(perhaps))
        .route("/open", get(open))
        .route("/decided", get(decided))
        .route("/varied", get(varied))
        .route("/varied-in-part", get(varied_in_part))
        .route("/missing", get(missing))
        .route("/any-method", axum_secured::routing::any(by_session))
        .nest(
            "/nested",
            SecuredRouter::new().route("/session", get(by_session)),
        )
        .foreign("/foreign", plain(), secured::<Machine>())
        .service("/service", plain(), secured::<session>())
        .foreign("/free", plain(), public("static pages"))
        .fallback(by_session)
        .split_for_parts()
        .0
        .with_state(Arc::new(auth))
}

/// Every credential there is, so that each route admits.
const CREDENTIALS: &[(&str, &str)] = &[
    ("authorization", "Bearer ok"),
    ("x-key", "ok"),
    ("x-other", "ok"),
    ("cookie", "sid=ok"),
    ("ticket", "ok"),
];

async fn answer(method: &str, path: &str) -> Answer {
    send(&app(), request(method, path, CREDENTIALS)).await
}

/// The field names of all `Vary` lines, in lower case.
fn vary(answer: &Answer) -> Vec<String> {
    let lines = answer.headers.get_all("vary").iter();
    let names = lines.flat_map(|line| line.to_str().expect("ASCII").split(','));
    let mut names: Vec<_> = names.map(|name| name.trim().to_ascii_lowercase()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn h10_what_depends_on_a_cookie_or_key_is_private() {
    let cases: &[(&str, &[&str])] = &[
        ("/system", &["x-key"]),
        ("/session", &["cookie"]),
        ("/any-method", &["cookie"]),
        ("/ticket", &["ticket"]),
        ("/any", &["cookie", "x-key"]),
        ("/all", &["x-key", "x-other"]),
        // The parameter is part of what caches know a response by.
        ("/parameter?key=ok", &[]),
        ("/perhaps?key=ok", &["cookie"]),
        ("/nested/session", &["cookie"]),
        ("/foreign/page", &["x-key"]),
        ("/service", &["cookie"]),
        ("/nowhere", &["cookie"]),
    ];
    for (path, names) in cases {
        for method in ["GET", "HEAD"] {
            let answer = answer(method, path).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(
                answer.header("cache-control"),
                Some("private"),
                "{method} {path}"
            );
            assert_eq!(vary(&answer), *names, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn h10_an_anonymous_answer_depends_on_the_cookie_too() {
    let answer = send(&app(), request("GET", "/perhaps", NOTHING)).await;
    answer.assert_admitted("ok", "anonymous");
    assert_eq!(answer.header("cache-control"), Some("private"));
    assert_eq!(vary(&answer), ["cookie"]);
}

#[tokio::test]
async fn h10_authorization_and_public_routes_get_nothing() {
    for path in ["/token", "/login", "/open", "/free/page"] {
        let answer = answer("GET", path).await;
        answer.assert_admitted("ok", path);
        assert_eq!(answer.header("cache-control"), None, "{path}");
        assert_eq!(answer.header("vary"), None, "{path}");
    }
}

#[tokio::test]
async fn h10_what_the_handler_said_stays() {
    let decided = answer("GET", "/decided").await;
    decided.assert_admitted("ok", "its own");
    assert_eq!(decided.header("cache-control"), Some("public, max-age=60"));
    assert_eq!(vary(&decided), ["cookie"], "still true");
    let varied = answer("GET", "/varied").await;
    assert_eq!(varied.header("cache-control"), Some("private"));
    assert_eq!(vary(&varied), ["accept", "accept-language", "cookie"]);
    let in_part = answer("GET", "/varied-in-part").await;
    assert_eq!(vary(&in_part), ["cookie", "x-key"]);
    let missing = answer("GET", "/missing").await;
    assert_eq!(missing.status, 404);
    assert_eq!(
        missing.header("cache-control"),
        Some("private"),
        "whatever the status"
    );
    assert_eq!(vary(&missing), ["cookie"]);
}

#[tokio::test]
async fn h10_a_refusal_is_not_stored_at_all() {
    for path in ["/system", "/session", "/token"] {
        let answer = send(&app(), request("GET", path, NOTHING)).await;
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (ABSENT.status, Some("no-store"))
        );
    }
}
