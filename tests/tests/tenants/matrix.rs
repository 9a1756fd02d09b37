//! Every route, every credential, every tenant asked for.

use http::request::Builder;
use tests::{Answer, HIDDEN, NO_TENANT};

use crate::{ACME, BOLT, SLASHED, app, key_of, request, router, send, token_of};

/// A key or a token, of whom it is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shown {
    Nothing,
    Forged,
    /// Good, and of no tenant.
    Nobodys,
    Of(&'static str),
}

const SHOWN: [Shown; 6] = [
    Shown::Nothing,
    Shown::Forged,
    Shown::Nobodys,
    Shown::Of(ACME),
    Shown::Of(BOLT),
    Shown::Of(SLASHED),
];

/// A scheme, as the routes below name them.
#[derive(Debug, Clone, Copy)]
enum Scheme {
    Key,
    Token,
}

use Scheme::{Key, Token};

type Route = (&'static str, &'static str, &'static [&'static [Scheme]]);

const EITHER: &[&[Scheme]] = &[&[Key], &[Token]];

/// What is mounted, and who is let in: alternatives in written order.
const ROUTES: [Route; 23] = [
    ("GET", "/items", EITHER),
    ("HEAD", "/items", EITHER),
    ("POST", "/items", &[&[Token]]),
    ("GET", "/key", &[&[Key]]),
    ("HEAD", "/key", &[&[Key]]),
    ("GET", "/token", &[&[Token]]),
    ("GET", "/either", EITHER),
    ("OPTIONS", "/either", EITHER),
    ("DELETE", "/either", EITHER),
    ("GET", "/both", &[&[Key, Token]]),
    ("GET", "/both-or-token", &[&[Key, Token], &[Token]]),
    ("GET", "/limited", &[&[Key]]),
    ("GET", "/deeper/key", &[&[Key]]),
    ("GET", "/deeper/still/token", &[&[Token]]),
    ("GET", "/merged", EITHER),
    ("GET", "/foreign", EITHER),
    ("GET", "/foreign/", EITHER),
    ("PUT", "/foreign/below/it", EITHER),
    ("GET", "/service", &[&[Key, Token]]),
    ("GET", "/nowhere", EITHER),
    ("GET", "/key/", EITHER),
    ("GET", "/deeper/nowhere", EITHER),
    ("GET", "/socket", EITHER),
];

/// What the answer has to be.
#[derive(Debug, PartialEq)]
enum Expected {
    Unauthenticated,
    Hidden,
    Admitted,
}

/// The rules in this test's own words: the first alternative whose credentials are all good lets in, and
/// then all of them that are somebody's have to be of the tenant asked for, and one at least.
fn expected(alternatives: &[&[Scheme]], key: Shown, token: Shown, asked: &str) -> Expected {
    let shown = |scheme: &Scheme| match scheme {
        Key => key,
        Token => token,
    };
    let is_good = |shown: Shown| !matches!(shown, Shown::Nothing | Shown::Forged);
    let first = alternatives
        .iter()
        .find(|schemes| schemes.iter().all(|scheme| is_good(shown(scheme))));
    let Some(schemes) = first else {
        return Expected::Unauthenticated;
    };
    let owners: Vec<Shown> = schemes
        .iter()
        .map(shown)
        .filter(|shown| *shown != Shown::Nobodys)
        .collect();
    let are_of_it = owners
        .iter()
        .all(|owner| matches!(owner, Shown::Of(tenant) if *tenant == asked));
    if owners.is_empty() || !are_of_it {
        return Expected::Hidden;
    }
    Expected::Admitted
}

fn presenting(mut request: Builder, key: Shown, token: Shown) -> Builder {
    request = match key {
        Shown::Nothing => request,
        Shown::Forged => request.header("x-key", format!("{}x", key_of(ACME))),
        Shown::Nobodys => request.header("x-key", key_of("")),
        Shown::Of(tenant) => request.header("x-key", key_of(tenant)),
    };
    let token = match token {
        Shown::Nothing => return request,
        Shown::Forged => token_of(ACME).forged(),
        Shown::Nobodys => token_of("").token(),
        Shown::Of(tenant) => token_of(tenant).token(),
    };
    request.header(
        "authorization",
        format!("Bearer {}", token.expect("a token")),
    )
}

fn check(answer: &Answer, expected: &Expected, route: Route, asked: &str, case: &str) {
    let (method, path, _) = route;
    match expected {
        Expected::Unauthenticated => assert_eq!(answer.status, 401, "{case}: {answer:?}"),
        Expected::Hidden => answer.assert_refused(HIDDEN, &[], case),
        // Without a connection there is nothing to upgrade: that is for the handler to say.
        Expected::Admitted if path == "/socket" => {
            assert_eq!((answer.status, answer.cause), (426, None), "{case}");
        }
        Expected::Admitted if method == "HEAD" => answer.assert_admitted("", case),
        Expected::Admitted => answer.assert_admitted(asked, case),
    }
}

/// As a client opens a socket.
fn upgrading(request: Builder) -> Builder {
    request
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
}

#[tokio::test]
async fn credentials_of_one_tenant_never_open_another() {
    let app = app(router());
    let mut admitted = 0;
    for route in ROUTES {
        let (method, path, alternatives) = route;
        for (asked, segment) in [
            (ACME, "acme"),
            (BOLT, "bolt"),
            (SLASHED, "x%2Fy"),
            ("none", "none"),
        ] {
            for (key, token) in SHOWN
                .iter()
                .flat_map(|key| SHOWN.map(|token| (*key, token)))
            {
                let expected = expected(alternatives, key, token, asked);
                admitted += usize::from(expected == Expected::Admitted);
                let by_path = request(method, &format!("/tenants/{segment}{path}"));
                let by_header = request(method, &format!("/ours{path}")).header("x-tenant", asked);
                for (place, request) in [("path", by_path), ("header", by_header)] {
                    let case = format!("{method} {path} of {asked} by {place}: {key:?}, {token:?}");
                    let request = presenting(upgrading(request), key, token);
                    check(&send(&app, request).await, &expected, route, asked, &case);
                }
            }
        }
    }
    assert!(admitted > ROUTES.len(), "somebody is let in everywhere");
}

#[tokio::test]
async fn who_names_no_tenant_learns_it_once_admitted() {
    let app = app(router());
    for (method, path, alternatives) in ROUTES {
        for (key, token) in SHOWN
            .iter()
            .flat_map(|key| SHOWN.map(|token| (*key, token)))
        {
            let case = format!("{method} {path}: {key:?}, {token:?}");
            let request = presenting(request(method, &format!("/ours{path}")), key, token);
            let answer = send(&app, request).await;
            if expected(alternatives, key, token, "") == Expected::Unauthenticated {
                assert_eq!(answer.status, 401, "{case}");
            } else {
                answer.assert_refused(NO_TENANT, &[], &case);
            }
        }
    }
}

/// One answer for a tenant that exists and for one that does not, to the last header.
#[tokio::test]
async fn a_foreign_tenant_looks_like_none() {
    let app = app(router());
    for (method, path, _) in ROUTES {
        let ask = async |asked: &str| {
            let by_path = request(method, &format!("/tenants/{asked}{path}"));
            let by_header = request(method, &format!("/ours{path}")).header("x-tenant", asked);
            let of_slashed = Shown::Of(SLASHED);
            let mut answers = Vec::new();
            for request in [by_path, by_header] {
                let answer = send(&app, presenting(request, of_slashed, of_slashed)).await;
                answers.push((answer.status, answer.headers, answer.body));
            }
            answers
        };
        let (there, nowhere) = (ask(ACME).await, ask("nowhere").await);
        assert_eq!(there[0].0, 404, "{method} {path}");
        assert_eq!(there, nowhere, "{method} {path}");
    }
}
