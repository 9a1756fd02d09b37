//! Guard and document agree: an oracle that reads only the document predicts every answer.
#![allow(missing_docs, clippy::unused_async, clippy::format_push_string)]

mod oracle;

use std::sync::Arc;

use axum::{Json, Router, body::Body};
use axum_secured::{
    ApiKey, Basic, BearerToken, Context, Roles, Scopes, SecuredRouter, SecuritySchemes, Verdict,
    Verifier, routes, secured,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::Request;
use serde_json::Value;
use tests::{Dice, verified};
use tower::ServiceExt;

use crate::oracle::{Oracle, Prediction};

const REQUESTS: usize = 100_000;

#[derive(Scopes)]
enum Scope {
    #[scope("r")]
    R,
    #[scope("w", implies(R))]
    W,
    #[scope("x")]
    X,
}

/// One bears the name of a scope.
#[derive(Roles)]
enum Role {
    #[role("x")]
    X,
    #[role("viewer")]
    Viewer,
    #[role("editor", includes(Viewer))]
    Editor,
}

/// Does what the credential says.
struct Scripted;

fn answer(script: &str, context: &Context<'_>) -> Verdict<()> {
    match script {
        "denied" => Verdict::Denied("scripted"),
        "down" => Verdict::unavailable("scripted"),
        script => match script.strip_prefix("ok") {
            Some(words) => Verdict::Valid(verified((), words, context)),
            None => Verdict::Invalid,
        },
    }
}

impl Verifier<ApiKey> for Scripted {
    type Principal = ();
    async fn verify(&self, key: ApiKey, context: &Context<'_>) -> Verdict<()> {
        answer(key.expose(), context)
    }
}

impl Verifier<BearerToken> for Scripted {
    type Principal = ();
    async fn verify(&self, token: BearerToken, context: &Context<'_>) -> Verdict<()> {
        answer(token.expose(), context)
    }
}

impl Verifier<Basic> for Scripted {
    type Principal = ();
    async fn verify(&self, basic: Basic, context: &Context<'_>) -> Verdict<()> {
        answer(basic.expose_password(), context)
    }
}

#[derive(SecuritySchemes)]
#[schemes(realm = "all of them")]
struct Auth {
    #[scheme(http(bearer), scopes = Scope, roles = Role)]
    bearer: Scripted,
    #[scheme(api_key(header = "k"), scopes = Scope, roles = Role, realm = "a \"quoted\\\" one")]
    key: Scripted,
    #[scheme(http(basic))]
    basic: Scripted,
    #[scheme(api_key(cookie = "c"))]
    cookie: Scripted,
    #[scheme(api_key(query = "q"))]
    query: Scripted,
}

macro_rules! expressions {
    ($($name:ident $path:literal ($($requirement:tt)*);)*) => {
        $(
            #[secured($($requirement)*)]
            #[utoipa::path(method(get, post), path = $path, responses((status = 200)))]
            async fn $name() {}
        )*

        fn router() -> SecuredRouter<Arc<Auth>> {
            let router = SecuredRouter::new();
            $(let router = router.routes(routes!($name));)*
            router
        }

        const PATHS: &[&str] = &[$($path),*];
    };
}

include!("expressions.rs");

/// One request, as the oracle sees it.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) method: &'static str,
    pub(crate) authorization: Vec<String>,
    /// The password behind `Basic`.
    pub(crate) script: String,
    pub(crate) key: Vec<String>,
    pub(crate) cookie: Vec<String>,
    pub(crate) query: Vec<String>,
    pub(crate) from_elsewhere: bool,
}

/// Makes requests, the same ones each time.
struct Requests(Dice);

impl Requests {
    fn roll(&mut self, sides: usize) -> usize {
        self.0.roll(sides)
    }

    fn script(&mut self) -> String {
        match self.roll(8) {
            0 => "no".to_owned(),
            1 => "denied".to_owned(),
            2 => "down".to_owned(),
            _ => {
                let scopes = ["", ".r", ".w", ".x", ".r.x", ".w.x", ".r.w.x", ".unknown"];
                let roles = ["", "./x", "./viewer", "./editor", "./x./editor"];
                let levels = ["", ".~pwd", ".~mfa"];
                // Far from every age that is asked for.
                let ages = ["", ".+1", ".+1800", ".+86400", ".+864000"];
                [&scopes as &[&str], &roles, &levels, &ages]
                    .iter()
                    .fold("ok".to_owned(), |script, words| {
                        script + words[self.roll(words.len())]
                    })
            }
        }
    }

    fn values(&mut self) -> Vec<String> {
        match self.roll(10) {
            0..4 => Vec::new(),
            4 => vec![String::new()],
            5 => vec![self.script(), self.script()],
            _ => vec![self.script()],
        }
    }

    fn request(&mut self) -> Sent {
        let script = self.script();
        let bearer = format!("Bearer {script}");
        let basic = format!("Basic {}", STANDARD.encode(format!("user:{script}")));
        let authorization = match self.roll(12) {
            0 | 1 => Vec::new(),
            2 => vec![String::new()],
            3 => vec!["Bearer".to_owned()],
            4 => vec!["Digest x=y".to_owned()],
            5 => vec!["Bearer !".to_owned()],
            6 => vec![bearer, basic],
            7 | 8 => vec![basic],
            _ => vec![bearer],
        };
        Sent {
            method: ["GET", "POST"][self.roll(2)],
            authorization,
            script,
            key: self.values(),
            cookie: self.values(),
            query: self.values(),
            from_elsewhere: self.roll(4) == 0,
        }
    }
}

fn request(path: &str, sent: &Sent) -> Request<Body> {
    let query: Vec<_> = sent
        .query
        .iter()
        .map(|value| format!("q={}", value.replace('+', "%2B")))
        .collect();
    let mut request = Request::builder()
        .method(sent.method)
        .uri(format!("{path}?{}", query.join("&")));
    for line in &sent.authorization {
        request = request.header("authorization", line);
    }
    for value in &sent.key {
        request = request.header("k", value);
    }
    for value in &sent.cookie {
        request = request.header("cookie", format!("c={value}"));
    }
    if sent.from_elsewhere {
        request = request.header("origin", "https://elsewhere.example.com");
    }
    request.body(Body::empty()).expect("a request")
}

async fn answered(app: &Router, path: &str, sent: &Sent) -> Prediction {
    let response = app
        .clone()
        .oneshot(request(path, sent))
        .await
        .expect("a response");
    let challenges = response
        .headers()
        .get_all("www-authenticate")
        .iter()
        .map(|value| value.to_str().expect("ASCII").to_owned())
        .collect();
    Prediction {
        status: response.status().as_u16(),
        challenges,
    }
}

/// What a client is told, and nothing else.
async fn served(app: &Router) -> Value {
    let request = Request::get("/openapi.json").body(Body::empty());
    let response = app.clone().oneshot(request.expect("a request")).await;
    let body = axum::body::to_bytes(response.expect("a response").into_body(), usize::MAX).await;
    serde_json::from_slice(&body.expect("a body")).expect("JSON")
}

#[tokio::test]
async fn the_document_predicts_every_answer() {
    let (router, api) = router().split_for_parts();
    let auth = Auth {
        bearer: Scripted,
        key: Scripted,
        basic: Scripted,
        cookie: Scripted,
        query: Scripted,
    };
    let app = router
        .route("/openapi.json", axum::routing::get(async || Json(api)))
        .with_state(Arc::new(auth));
    let document = served(&app).await;
    let oracle = Oracle {
        document: &document,
    };
    let mut dice = Requests(Dice::new(7));
    let mut seen = std::collections::BTreeMap::<u16, usize>::new();
    let mut stepped_up = 0;
    for number in 0..REQUESTS {
        let path = PATHS[dice.roll(PATHS.len())];
        let sent = dice.request();
        let (predicted, answer) = (
            oracle.predict(path, &sent),
            answered(&app, path, &sent).await,
        );
        assert_eq!(
            predicted, answer,
            "request {number} to {path}: {sent:?}\n{}",
            document["paths"][path]["get"]["security"]
        );
        *seen.entry(answer.status).or_default() += 1;
        let mut challenges = answer.challenges.iter();
        stepped_up += usize::from(challenges.any(|text| text.contains("_user_authentication")));
    }
    for status in [200, 400, 401, 403, 503] {
        assert!(
            seen.get(&status).is_some_and(|count| *count > 1000),
            "{seen:?}"
        );
    }
    assert!(stepped_up > 1000, "{stepped_up}");
}
