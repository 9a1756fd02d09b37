//! What a finished application answers to those it should not trust.

use std::{collections::BTreeMap, convert::Infallible};

use axum::{Router, body::Body, extract::Request, response::Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use tower::ServiceExt as _;

use crate::{
    manifest::{Line, Manifest},
    practices::{Practice, Practices},
};

/// Nobody trusts it: a name that is for documents (RFC 2606).
const FOREIGN: &str = "https://elsewhere.example";

/// Nor this: a page that was read without TLS is by whoever was on the way.
const PLAIN: &str = "http://elsewhere.example";

/// What sandboxed frames and pages of files send, whoever wrote them.
const OPAQUE: &str = "null";

/// Where nobody serves anything.
const UNSERVED: &str = "/nobody-serves-this";

/// How that is told of the first.
const ANY: &str = "any origin";

/// So many places are named; a layer stands before all of them.
const NAMED: usize = 3;

/// Asks `app`, with all its layers, whether pages of any origin may read answers to requests with
/// credentials: each route of the manifest, which holds the paths as `app` serves them, and paths that
/// nobody serves.
///
/// It sends preflights for every method, and requests without credentials for `GET`: handlers that are
/// open to everyone run.
///
/// ```
/// use axum_secured::{SecuredRouter, public, routing::get, testing::probe_cors};
///
/// #[public("liveness probe")]
/// async fn health() {}
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let router = SecuredRouter::new().route("/health", get(health));
/// let (manifest, found) = (router.manifest(), router.practices());
/// let app: axum::Router = router.try_into_router().unwrap();
/// let found = found.and(probe_cors(&app, &manifest).await);
/// assert!(found.is_empty(), "{found}");
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
pub async fn probe_cors(app: &Router, manifest: &Manifest) -> Practices {
    let routes = manifest
        .lines()
        .iter()
        .flat_map(|Line { method, path, .. }| {
            let methods = match &**method {
                "ANY" => vec![Method::GET, Method::POST],
                "-" => vec![Method::GET],
                name => Method::from_bytes(name.as_bytes()).into_iter().collect(),
            };
            let path = match &**method {
                "-" => format!("{}{UNSERVED}", path.trim_end_matches('/')),
                _ => path.clone(),
            };
            methods
                .into_iter()
                .map(move |method| (method, path.clone()))
        });
    probe_cors_at(app, routes).await
}

/// The same, where routes are known otherwise, from the document for example.
pub async fn probe_cors_at(
    app: &Router,
    routes: impl IntoIterator<Item = (Method, String)>,
) -> Practices {
    let unserved = (Method::GET, UNSERVED.to_owned());
    let mut told: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (method, path) in [unserved].into_iter().chain(routes) {
        let path = filled(&path);
        let mut asked = vec![preflight(&method, &path)];
        if method == Method::GET {
            asked.push(simple(&path));
        }
        for request in asked {
            let place = format!("{} {path}", request.method());
            for allowed in strangers(app, &request).await {
                let places = told.entry(allowed).or_default();
                if !places.contains(&place) {
                    places.push(place.clone());
                }
            }
        }
    }
    told.into_iter()
        .fold(Practices::new(), |found, (allowed, places)| {
            found.with(Practice::WildcardCors, allowed, listed(&places))
        })
}

/// Whose pages may read the answer to this request.
async fn strangers(app: &Router, request: &Request) -> Vec<&'static str> {
    let mut told = Vec::new();
    for origin in [FOREIGN, PLAIN, OPAQUE] {
        let mut asked = Request::new(Body::empty());
        asked.method_mut().clone_from(request.method());
        asked.uri_mut().clone_from(request.uri());
        asked.headers_mut().clone_from(request.headers());
        let value = HeaderValue::from_static(origin);
        asked.headers_mut().insert(header::ORIGIN, value);
        let answer = answered(app, asked).await;
        if let Some(allowed) = allowed(answer.headers(), origin)
            // Any origin is one without TLS too.
            && !(origin == PLAIN && told.contains(&ANY) || told.contains(&allowed))
        {
            told.push(allowed);
        }
    }
    told
}

/// Sends `request`, which carries a token that never expires and is right otherwise: see
/// [`TestIssuer::without_expiry`](super::TestIssuer::without_expiry). Whatever `app` answers other than
/// 401 is told: who is forbidden something, or is not found, was let in.
pub async fn probe_endless_token(app: &Router, request: Request) -> Practices {
    let place = format!("{} {}", request.method(), request.uri().path());
    let status = answered(app, request).await.status();
    if status == StatusCode::UNAUTHORIZED {
        return Practices::new();
    }
    let note = format!("answered {}", status.as_u16());
    Practices::new().with(Practice::TokenWithoutExpiry, place, note)
}

/// With something in place of each parameter. Braces that stand for themselves are doubled.
fn filled(path: &str) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(&before.replace("}}", "}"));
        rest = if let Some(after) = after.strip_prefix('{') {
            filled.push('{');
            after
        } else {
            filled.push('1');
            after.split_once('}').map_or("", |(_, rest)| rest)
        };
    }
    filled + &rest.replace("}}", "}")
}

fn preflight(method: &Method, path: &str) -> Request {
    let mut request = simple(path);
    *request.method_mut() = Method::OPTIONS;
    let fields = request.headers_mut();
    if let Ok(method) = method.as_str().parse() {
        fields.insert(header::ACCESS_CONTROL_REQUEST_METHOD, method);
    }
    fields.insert(
        header::ACCESS_CONTROL_REQUEST_HEADERS,
        HeaderValue::from_static("authorization"),
    );
    request
}

fn simple(path: &str) -> Request {
    let mut request = Request::new(Body::empty());
    // Paths of routes can be asked for; those that cannot are reached by nobody.
    *request.uri_mut() = path.parse().unwrap_or_default();
    request
}

async fn answered(app: &Router, request: Request) -> Response {
    match app.clone().oneshot(request).await {
        Ok(answer) => answer,
        Err(never) => {
            let never: Infallible = never;
            match never {}
        }
    }
}

/// What a browser would take for leave to show a page of `origin` an answer that credentials brought
/// about, or what somebody meant to be that (Fetch, section 3.3.5: `*` is none).
fn allowed(fields: &HeaderMap, origin: &'static str) -> Option<&'static str> {
    let says = |name, value: &str| {
        let mut values = fields.get_all(name).iter();
        values.any(|said| said.as_bytes().eq_ignore_ascii_case(value.as_bytes()))
    };
    if !says(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true") {
        return None;
    }
    if says(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*") {
        return Some("*");
    }
    says(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin).then_some(match origin {
        OPAQUE => OPAQUE,
        PLAIN => "any origin without TLS",
        _ => ANY,
    })
}

fn listed(places: &[String]) -> String {
    let named = places.iter().take(NAMED).map(String::as_str);
    let named = named.collect::<Vec<_>>().join(", ");
    match places.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
