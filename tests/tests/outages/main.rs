//! The application's own code fails while it is asked who somebody is: nobody enters, and the next
//! request is served. Every way to fail, in every kind of scheme, in every place of an expression.
#![allow(missing_docs)]

mod extractors;
mod gone;
mod outage;
mod principals;
mod renderings;
mod verifiers;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use axum::{
    Router,
    body::Body,
    extract::{FromRef, OptionalFromRequestParts, State},
};
use axum_secured::{
    Context, Jwt, Passwords, SecuredRouter, SecuritySchemes, Source, Verdict, Verifier,
    jwt::Accounts,
    passwords::{PasswordStore, Record, hash_password},
    routing::get,
    testing::{self, TestIssuer},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{Request, StatusCode, request::Parts};
use outage::{Outage, Way};
use tests::Answer;

/// A credential of the application's own. Its extractor fails in the way the header `extractor` names.
pub(crate) struct Stamp;

impl OptionalFromRequestParts<()> for Stamp {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, (): &()) -> Result<Option<Self>, StatusCode> {
        let way = parts.headers.get("extractor");
        let way = way.and_then(|way| way.to_str().ok()).and_then(Way::of);
        Outage::new(way.unwrap_or(Way::None))
            .call()
            .await
            .map_err(|_| StatusCode::IM_A_TEAPOT)?;
        Ok(parts.headers.get("stamp").map(|_| Self))
    }
}

/// A verifier of anything, a store and a table of accounts, behind an outage.
#[derive(Clone)]
pub(crate) struct Failing {
    outage: Outage,
    hash: Arc<str>,
}

impl<C: Send + Sync + 'static> Verifier<C> for Failing {
    type Principal = String;

    fn verify_now(&self, _: &C, _: &Context<'_>) -> Option<Verdict<String>> {
        self.outage.call_now();
        None
    }

    // Not an `async fn`: it may fail before there is a future.
    fn verify(&self, _: C, _: &Context<'_>) -> impl Future<Output = Verdict<String>> + Send {
        let called = self.outage.call();
        async move {
            match called.await {
                Ok(()) => Verdict::valid("somebody".to_owned()),
                Err(error) => Verdict::unavailable(error),
            }
        }
    }
}

impl PasswordStore for Failing {
    type Principal = String;

    fn find(
        &self,
        username: &str,
    ) -> impl Future<Output = Result<Option<Record<String>>, Source>> + Send {
        let called = self.outage.call();
        let record = Record::new(&*self.hash, username.to_owned());
        async move { called.await.map(|()| Some(record)).map_err(Source::new) }
    }
}

impl Accounts for Failing {
    type Claims = serde_json::Value;
    type Principal = String;

    fn load(&self, _: Self::Claims) -> impl Future<Output = Verdict<String>> + Send {
        let called = self.outage.call();
        async move {
            match called.await {
                Ok(()) => Verdict::valid("somebody".to_owned()),
                Err(error) => Verdict::unavailable(error),
            }
        }
    }
}

#[derive(SecuritySchemes)]
pub(crate) struct Auth {
    #[scheme(http(bearer))]
    bearer: Failing,
    #[scheme(api_key(header = "k"))]
    header: Failing,
    #[scheme(api_key(query = "q"))]
    query: Failing,
    #[scheme(api_key(cookie = "c"))]
    cookie: Failing,
    #[scheme(http(basic))]
    basic: Failing,
    #[scheme(custom(Stamp, challenge = "Stamp", document = api_key(header = "stamp")))]
    stamp: Failing,
    #[scheme(http(basic))]
    passwords: Passwords<String, Failing>,
    #[scheme(http(bearer))]
    jwt: Jwt<Failing>,
    /// Never fails.
    #[scheme(api_key(header = "spare"))]
    spare: Failing,
}

#[derive(Clone, FromRef)]
pub(crate) struct Server {
    auth: Arc<Auth>,
    entered: Arc<AtomicUsize>,
}

async fn enter(State(entered): State<Arc<AtomicUsize>>) -> &'static str {
    entered.fetch_add(1, SeqCst);
    "entered"
}

macro_rules! kinds {
    ($($kind:ident)*) => {
        /// The handlers, one module for each kind of scheme.
        mod guarded {
            $(pub(super) mod $kind {
                use axum_secured::secured;

                use crate::{State, Arc, AtomicUsize, enter, $kind, spare};

                type Entered = State<Arc<AtomicUsize>>;

                #[secured($kind)]
                pub(crate) async fn alone(#[principal] _who: String, entered: Entered) -> &'static str {
                    enter(entered).await
                }

                #[secured(optional($kind))]
                pub(crate) async fn optional(entered: Entered) -> &'static str {
                    enter(entered).await
                }

                #[secured(any($kind, spare))]
                pub(crate) async fn any(entered: Entered) -> &'static str {
                    enter(entered).await
                }

                #[secured(any(spare, $kind))]
                pub(crate) async fn any_last(entered: Entered) -> &'static str {
                    enter(entered).await
                }

                #[secured(all($kind, spare))]
                pub(crate) async fn all(entered: Entered) -> &'static str {
                    enter(entered).await
                }

                #[secured(all(spare, $kind))]
                pub(crate) async fn all_last(entered: Entered) -> &'static str {
                    enter(entered).await
                }
            })*
        }

        pub(crate) const KINDS: &[&str] = &[$(stringify!($kind)),*];

        fn router() -> SecuredRouter<Server> {
            SecuredRouter::new()$(
                .route(concat!("/", stringify!($kind), "/alone"), get(guarded::$kind::alone))
                .route(concat!("/", stringify!($kind), "/optional"), get(guarded::$kind::optional))
                .route(concat!("/", stringify!($kind), "/any"), get(guarded::$kind::any))
                .route(concat!("/", stringify!($kind), "/any-last"), get(guarded::$kind::any_last))
                .route(concat!("/", stringify!($kind), "/all"), get(guarded::$kind::all))
                .route(concat!("/", stringify!($kind), "/all-last"), get(guarded::$kind::all_last))
            )*
        }
    };
}

kinds! { bearer header query cookie basic stamp passwords jwt }

/// A server whose outage can be changed, and credentials that are right.
pub(crate) struct App {
    pub(crate) router: Router,
    pub(crate) outage: Outage,
    entered: Arc<AtomicUsize>,
    token: String,
}

impl App {
    pub(crate) fn new(way: Way) -> Self {
        let outage = Outage::new(way);
        let hash: Arc<str> = hash_password("right").expect("a hash").into();
        let behind = |outage: &Outage| Failing {
            outage: outage.clone(),
            hash: hash.clone(),
        };
        let failing = behind(&outage);
        let secret = testing::secret("0123456789abcdef0123456789abcdef");
        let jwt = Jwt::hs256(secret.clone()).issuer("i").audience("a");
        let auth = Auth {
            bearer: failing.clone(),
            header: failing.clone(),
            query: failing.clone(),
            cookie: failing.clone(),
            basic: failing.clone(),
            stamp: failing.clone(),
            passwords: Passwords::from_store(failing.clone()),
            jwt: jwt.accounts(failing).build().expect("a verifier"),
            spare: behind(&Outage::new(Way::None)),
        };
        let entered = Arc::<AtomicUsize>::default();
        let server = Server {
            auth: Arc::new(auth),
            entered: entered.clone(),
        };
        let issuer = TestIssuer::hs256(&secret, "i", "a", "s").expect("an issuer");
        Self {
            router: router().split_for_parts().0.with_state(server),
            outage,
            entered,
            token: issuer.token().expect("a token"),
        }
    }

    /// How often a handler was entered.
    pub(crate) fn entered(&self) -> usize {
        self.entered.load(SeqCst)
    }

    /// The path with its query, and the header that holds the credential of `kind`.
    pub(crate) fn credential(
        &self,
        kind: &str,
        place: &str,
    ) -> (String, Option<(&'static str, String)>) {
        let path = format!("/{kind}/{place}");
        let header = match kind {
            "bearer" => ("authorization", "Bearer token".to_owned()),
            "jwt" => ("authorization", format!("Bearer {}", self.token)),
            "basic" | "passwords" => {
                let login = STANDARD.encode("ann:right");
                ("authorization", format!("Basic {login}"))
            }
            "header" => ("k", "key".to_owned()),
            "cookie" => ("cookie", "c=key".to_owned()),
            "stamp" => ("stamp", "x".to_owned()),
            "query" => return (format!("{path}?q=key"), None),
            other => panic!("{other}"),
        };
        (path, Some(header))
    }

    /// Asks with the credential of `kind`, which is right, and these headers.
    pub(crate) async fn ask(&self, kind: &str, place: &str, more: &[(&str, &str)]) -> Answer {
        let (path, header) = self.credential(kind, place);
        let mut request = Request::get(path);
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).expect("a request");
        tests::send(&self.router, request).await
    }
}

pub(crate) const SPARE: (&str, &str) = ("spare", "key");

/// Where the failing scheme alone is presented, and where the other is needed too.
pub(crate) const PLACES: [(&str, &[(&str, &str)]); 6] = [
    ("alone", &[]),
    ("optional", &[]),
    ("any", &[]),
    ("any-last", &[]),
    ("all", &[SPARE]),
    ("all-last", &[SPARE]),
];
