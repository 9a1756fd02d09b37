//! Checks: whom they let through, when they run, and what their failures answer.
#![allow(missing_docs, clippy::unused_async)]
// The principal is a `String` here, and a check says its type.
#![allow(clippy::ptr_arg)]

mod answers;
mod forms;
mod order;
mod principals;
mod published;
mod troubles;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use axum::{
    Router,
    body::Body,
    extract::{FromRef, Path, State},
};
use axum_secured::{
    ApiKey, BearerToken, Context, Decision, SecuritySchemes, Verdict, Verified, Verifier, check,
};
use http::Request;
use tests::Answer;

/// Knows everybody by name but `no`; `bearer` at once, keys after waiting.
pub(crate) struct Names;

fn named(text: &str, context: &Context<'_>) -> Verdict<String> {
    let mut words = text.split('.');
    match words.next() {
        Some("no") | None => Verdict::Invalid,
        Some(name) => Verdict::Valid(
            Verified::new(name.to_owned())
                .subject(format!("{name}:{}", context.scheme().name))
                .scopes(context.scopes("read")),
        ),
    }
}

impl Verifier<BearerToken> for Names {
    type Principal = String;
    fn verify_now(&self, token: &BearerToken, context: &Context<'_>) -> Option<Verdict<String>> {
        Some(named(token.expose(), context))
    }
    async fn verify(&self, token: BearerToken, context: &Context<'_>) -> Verdict<String> {
        named(token.expose(), context)
    }
}

/// Whom a key belongs to.
#[derive(Clone)]
pub(crate) struct Machine(String);

impl Verifier<ApiKey> for Names {
    type Principal = Machine;
    async fn verify(&self, key: ApiKey, context: &Context<'_>) -> Verdict<Machine> {
        tokio::task::yield_now().await;
        match named(key.expose(), context) {
            Verdict::Valid(verified) => Verdict::Valid(verified.map(Machine)),
            _ => Verdict::Invalid,
        }
    }
}

#[derive(SecuritySchemes)]
pub(crate) struct Auth {
    #[scheme(http(bearer))]
    pub(crate) bearer: Names,
    #[scheme(api_key(header = "k"))]
    pub(crate) key: Names,
}

/// Who owns the items 1, 2 and so on, and how often that was asked.
#[derive(Clone)]
pub(crate) struct Items {
    owners: &'static [&'static str],
    asked: Arc<AtomicUsize>,
}

impl Items {
    fn owner(&self, id: usize) -> Option<&'static str> {
        self.asked.fetch_add(1, Relaxed);
        self.owners.get(id.checked_sub(1)?).copied()
    }
}

#[derive(Clone, FromRef)]
pub(crate) struct App {
    auth: Arc<Auth>,
    items: Items,
}

impl App {
    pub(crate) fn new() -> Self {
        Self {
            auth: Arc::new(Auth {
                bearer: Names,
                key: Names,
            }),
            items: Items {
                owners: &["ann", "bob"],
                asked: Arc::default(),
            },
        }
    }

    pub(crate) fn asked(&self) -> usize {
        self.items.asked.load(Relaxed)
    }
}

/// Who owns an item may see it, who begins with `b` may know that it is there.
#[check]
pub(crate) async fn owner(
    name: &String,
    Path(id): Path<usize>,
    State(items): State<Items>,
) -> Decision {
    match items.owner(id) {
        Some(owner) if owner == name => Decision::Allow,
        Some(_) if name.starts_with('b') => Decision::Deny("not_the_owner"),
        _ => Decision::Hide,
    }
}

/// A request with these headers.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).expect("a request")
}

/// `GET` by who has this token.
pub(crate) async fn bear(app: &Router, path: &str, token: &str) -> Answer {
    let value = format!("Bearer {token}");
    tests::send(app, request("GET", path, &[("authorization", &value)])).await
}
