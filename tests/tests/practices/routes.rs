//! What the routes and the document say.

use axum_secured::{
    Practice, Practices, SecuredRouter, SecuritySchemes, public,
    routing::{any, get, post},
    secured,
};
use tests::Journal;
use utoipa::openapi::{OpenApi, OpenApiBuilder, ServerBuilder, server::ServerVariableBuilder};

use crate::{Nobody, listed, subjects};

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(oauth2(password(token_url = "/auth/token?v=1", refresh_url = "auth/./renew")))]
    here: Nobody,
    #[scheme(oauth2(password(token_url = "https://api.example.com/token")))]
    absolute: Nobody,
    #[scheme(oauth2(client_credentials(token_url = "http://localhost:8000/token")))]
    local: Nobody,
    #[scheme(oauth2(authorization_code(
        authorization_url = "http://id.example.com/authorize",
        token_url = "https://id.example.com/token",
        refresh_url = "http://id.example.com/renew"
    )))]
    plain: Nobody,
    #[scheme(open_id_connect(url = "http://id.example.com/.well-known/openid-configuration"))]
    connect: Nobody,
    #[scheme(api_key(query = "key"))]
    in_query: Nobody,
    #[scheme(custom(Signature, challenge = "Signature", document = api_key(query = "sig")))]
    custom: Nobody,
    #[scheme(api_key(header = "X-Key"))]
    in_header: Nobody,
    #[scheme(custom(Signature, challenge = "DPoP", document = oauth2(password(token_url = "/bound"))))]
    bound: Nobody,
}

/// A credential of one's own.
pub(crate) struct Signature;

impl<S: Sync> axum::extract::OptionalFromRequestParts<S> for Signature {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(
        _: &mut http::request::Parts,
        _: &S,
    ) -> Result<Option<Self>, Self::Rejection> {
        Ok(None)
    }
}

type State = std::sync::Arc<Auth>;

/// For each scheme, a router that asks for it.
macro_rules! guarded {
    ($($scheme:ident)*) => {$(
        fn $scheme() -> SecuredRouter<State> {
            #[secured($scheme)]
            async fn handler() {}

            SecuredRouter::new().route("/guarded", get(handler))
        }
    )*};
}

guarded! { here absolute local plain connect in_query custom in_header bound }

#[public("sign-in")]
async fn unlimited() {}

#[public("sign-in", limit = "30/minute")]
async fn limited() {}

fn served_at(url: &str) -> OpenApi {
    let server = ServerBuilder::new().url(url).build();
    OpenApiBuilder::new().servers(Some([server])).build()
}

fn unlimited_in(router: &SecuredRouter<State>) -> Vec<String> {
    let found = router.practices();
    let subjects = subjects(&found, Practice::UnlimitedTokenRoute);
    subjects.into_iter().map(str::to_owned).collect()
}

#[test]
fn a_route_at_the_token_url_needs_a_limit() {
    let router = here().route("/auth/token", post(unlimited));
    let found = router.practices();
    let [finding] = &listed(&found)[..] else {
        panic!("{found}");
    };
    let place =
        "unlimited_token_route: POST /auth/token (`unlimited` at tests/tests/practices/routes.rs:";
    assert!(finding.starts_with(place), "{finding}");
    let router = here().route("/auth/token", post(limited));
    assert!(router.practices().is_empty());
}

#[test]
fn a_token_route_is_found_however_it_is_mounted() {
    let nested = here().nest(
        "/auth",
        SecuredRouter::new()
            .route("/token", post(unlimited).get(limited))
            .route("/renew", any(unlimited)),
    );
    assert_eq!(
        unlimited_in(&nested),
        ["POST /auth/renew", "POST /auth/token"]
    );
    let bound = bound().route("/bound", post(unlimited));
    assert_eq!(unlimited_in(&bound), ["POST /bound"]);
    let by_pattern = here().route("/{part}/token", post(unlimited));
    assert_eq!(unlimited_in(&by_pattern), ["POST /{part}/token"]);
    let foreign = here().foreign("/auth", axum::Router::new(), public("sign-in"));
    assert_eq!(unlimited_in(&foreign), ["POST /auth/{*rest}"]);
    // The more exact route answers, and it has a limit.
    let exact = by_pattern
        .route("/auth/token", post(limited))
        .route("/auth/renew", post(limited));
    assert_eq!(unlimited_in(&exact), [""; 0]);
}

#[test]
fn what_gives_out_no_tokens_needs_no_limit() {
    let elsewhere = [
        here().route("/token", post(unlimited)),
        here().route("/auth/token", get(unlimited)),
        here().fallback(unlimited),
        // No scheme that is mounted says that tokens come from there.
        in_header().route("/auth/token", post(unlimited)),
    ];
    for router in elsewhere {
        assert!(router.practices().is_empty(), "{}", router.practices());
    }
}

#[test]
fn an_absolute_token_url_counts_where_it_leads_here() {
    let ours = || absolute().route("/token", post(unlimited));
    assert_eq!(unlimited_in(&ours()), [""; 0], "another server's");
    for (server, is_ours) in [
        ("https://api.example.com/v1", true),
        ("HTTPS://API.example.com", true),
        ("https://example.com", false),
        ("/v1", false),
    ] {
        let router = ours().openapi(served_at(server));
        assert_eq!(!unlimited_in(&router).is_empty(), is_ours, "{server}");
    }
    // What stands before this server takes the path of the document's server away.
    for (server, is_ours) in [
        ("/auth", true),
        ("/auth/", true),
        ("https://api.example.com/auth", true),
        ("/au", false),
        ("/other", false),
        ("/", false),
    ] {
        let router = here()
            .route("/token", post(unlimited))
            .openapi(served_at(server));
        assert_eq!(!unlimited_in(&router).is_empty(), is_ours, "{server}");
    }
    let loopback = local().route("/token", post(unlimited));
    assert_eq!(unlimited_in(&loopback), ["POST /token"]);
}

#[test]
fn urls_without_tls_are_found_and_loopback_is_not() {
    assert_eq!(
        listed(&plain().practices()),
        [
            "plain_http_url: http://id.example.com/authorize (the authorization URL of scheme `plain`)",
            "plain_http_url: http://id.example.com/renew (the refresh URL of scheme `plain`)",
        ]
    );
    assert_eq!(
        listed(&connect().practices()),
        [
            "plain_http_url: http://id.example.com/.well-known/openid-configuration (the discovery URL \
             of scheme `connect`)"
        ]
    );
    assert!(local().practices().is_empty());
    assert!(absolute().practices().is_empty());
}

#[test]
fn servers_without_tls_are_found() {
    let router = |url| in_header().openapi(served_at(url));
    assert_eq!(
        listed(&router("http://api.example.com").practices()),
        ["plain_http_url: http://api.example.com (among the document's servers)"]
    );
    for fit in [
        "https://api.example.com",
        "/api",
        "http://localhost:8000",
        "http://[::1]/api",
    ] {
        assert!(router(fit).practices().is_empty(), "{fit}");
    }
}

/// A variable stands for its default, and for each of its other values.
#[test]
fn servers_that_may_be_without_tls_are_found() {
    let with = |default: &str, others: &[&str]| {
        let scheme = ServerVariableBuilder::new()
            .default_value(default)
            .enum_values(Some(others.iter().copied()));
        let host = ServerVariableBuilder::new().default_value("api");
        let server = ServerBuilder::new()
            .url("{scheme}://{host}.example.com")
            .parameter("scheme", scheme)
            .parameter("host", host)
            .build();
        let base = OpenApiBuilder::new().servers(Some([server])).build();
        listed(&in_header().openapi(base).practices())
    };
    let found = ["plain_http_url: http://api.example.com (among the document's servers)"];
    assert_eq!(with("http", &["https", "http"]), found);
    assert_eq!(with("https", &["https", "http"]), found);
    assert_eq!(with("https", &["https", "wss"]), [""; 0]);
}

#[test]
fn a_key_in_the_query_is_found_and_one_in_a_header_is_not() {
    assert_eq!(
        listed(&in_query().practices()),
        ["key_in_query: in_query (parameter `key`)"]
    );
    assert_eq!(
        listed(&custom().practices()),
        ["key_in_query: custom (parameter `sig`)"]
    );
    assert!(in_header().practices().is_empty());
}

#[test]
fn what_the_router_finds_is_logged_when_it_is_split_unless_accepted() {
    let split = |router: SecuredRouter<State>| {
        Journal::open();
        let _ = router.split_for_parts();
        Journal::lines()
    };
    let lines = split(in_query());
    let [line] = &lines[..] else {
        panic!("{lines:?}");
    };
    for part in [
        "axum_secured::practices",
        "practice=\"key_in_query\"",
        "subject=\"in_query\"",
        "mend=\"take the key in a header\"",
    ] {
        assert!(line.contains(part), "{part}: {line}");
    }
    let accepted = in_query().accept(Practice::KeyInQuery, "an old client");
    let listed: Vec<String> = accepted
        .practices()
        .accepted()
        .map(|(finding, why)| format!("{finding}: {why}"))
        .collect();
    assert_eq!(
        listed,
        ["key_in_query: in_query (parameter `key`): an old client"]
    );
    assert_eq!(split(accepted), [""; 0]);
    assert_eq!(split(in_header()), [""; 0]);
}

/// Whatever it is put together with: its reason is about what it found itself.
#[test]
fn what_is_accepted_of_the_routes_hides_nothing_else() {
    let routes = in_query()
        .accept(Practice::KeyInQuery, "an old client")
        .accept(Practice::UnlimitedAttempts, "counted elsewhere");
    let others = Practices::new()
        .with(Practice::KeyInQuery, "another", "")
        .with(Practice::UnlimitedAttempts, "login", "");
    for found in [
        routes.practices().and(others.clone()),
        others.and(routes.practices()),
    ] {
        assert_eq!(
            listed(&found),
            ["unlimited_attempts: login", "key_in_query: another"]
        );
        assert_eq!(found.accepted().count(), 1, "{found}");
    }
}

#[test]
fn a_nested_router_accepts_nothing_for_the_others() {
    let inner = SecuredRouter::new().accept(Practice::KeyInQuery, "an old client");
    let outer = in_query().nest("/inner", inner);
    let errors = outer.try_split_for_parts().map(drop).expect_err("an error");
    assert_eq!(
        errors.errors(),
        ["only the outermost router accepts practices"]
    );
}

#[test]
fn schemes_say_what_the_router_says_of_them_once() {
    use axum_secured::Catalogue as _;

    let auth = Auth {
        here: Nobody,
        absolute: Nobody,
        local: Nobody,
        plain: Nobody,
        connect: Nobody,
        in_query: Nobody,
        custom: Nobody,
        in_header: Nobody,
        bound: Nobody,
    };
    let both = [plain(), connect(), in_query(), custom()]
        .iter()
        .fold(Practices::new(), |found, router| {
            found.and(router.practices())
        });
    assert_eq!(both.findings().count(), 5, "{both}");
    assert_eq!(auth.practices(), both);
    assert_eq!(both.clone().and(auth.practices()), both);
}
