//! H5, H6, B3, B8: challenges are what a strict parser reads back.

use std::{collections::HashSet, sync::Arc};

use axum::Router;
use axum_secured::{ApiKeys, Secret, SecuredRouter, SecuritySchemes, routes, secured};
use tests::{ABSENT, Answer, Scripted, send};

use crate::{Logins, NOTHING, Scope, get, request};

/// Realms and names that have to be escaped.
#[derive(SecuritySchemes)]
#[schemes(realm = "all of \"them\"")]
struct Odd {
    #[scheme(oauth2(password(token_url = "/token")), scopes = Scope, realm = "a \"b\\\", c=\"d\", Basic e")]
    token: Scripted,
    #[scheme(api_key(header = "X-Key"), realm = "\\")]
    system: Scripted,
    #[scheme(api_key(query = "k,\"e\\y"), realm = ",")]
    parameter: Scripted,
    #[scheme(http(basic), realm = "\"")]
    login: Logins,
    #[scheme(api_key(cookie = "c"))]
    biscuit: ApiKeys<String>,
    #[scheme(http(bearer), scopes = Scope, realm = " , ")]
    blank: Scripted,
}

#[secured(any(token("r w"), system, parameter, login, biscuit))]
#[utoipa::path(get, path = "/any", responses((status = 200)))]
async fn any_of_them() {}

#[secured(all(system, login))]
#[utoipa::path(get, path = "/all", responses((status = 200)))]
async fn two_of_them() {}

#[secured(blank("r"))]
#[utoipa::path(get, path = "/blank", responses((status = 200)))]
async fn blank_realm() {}

fn app() -> Router {
    let scripted = Scripted::default();
    let auth = Odd {
        token: scripted.clone(),
        system: scripted.clone(),
        parameter: scripted.clone(),
        login: Logins,
        biscuit: ApiKeys::builder()
            .key(Secret::random_text().expect("randomness"), String::new())
            .build()
            .expect("keys"),
        blank: scripted,
    };
    let router = SecuredRouter::new()
        .routes(routes!(any_of_them))
        .routes(routes!(two_of_them))
        .routes(routes!(blank_realm));
    router.split_for_parts().0.with_state(Arc::new(auth))
}

/// Path, header lines, status, challenges.
type Case<'c> = (&'c str, &'c [(&'c str, &'c str)], u16, Parsed);

type Parsed = Vec<(String, Vec<(String, String)>)>;

fn parsed(text: &str) -> Parsed {
    let challenges = http_auth::parse_challenges(text).expect(text);
    challenges
        .iter()
        .map(|challenge| {
            let parameters = challenge.params.iter();
            let parameters =
                parameters.map(|(name, value)| ((*name).to_owned(), value.to_unescaped()));
            (challenge.scheme.to_owned(), parameters.collect())
        })
        .collect()
}

/// What a client understands, whether it reads line by line or joins the lines, as proxies do.
fn understood(answer: &Answer) -> Parsed {
    let lines: Parsed = answer
        .challenges
        .iter()
        .flat_map(|line| parsed(line))
        .collect();
    assert_eq!(lines.len(), answer.challenges.len(), "one challenge a line");
    for joint in [", ", ",", " , "] {
        let joined = answer.challenges.join(joint);
        assert!(joined.is_empty() || parsed(&joined) == lines, "{joined}");
    }
    lines
}

fn expected(challenges: &[(&str, &[(&str, &str)])]) -> Parsed {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    challenges
        .iter()
        .map(|(scheme, parameters)| ((*scheme).to_owned(), parameters.iter().map(owned).collect()))
        .collect()
}

const TOKEN_REALM: &str = r#"a "b\", c="d", Basic e"#;

#[tokio::test]
async fn h05_realms_are_quoted_strings() {
    let answer = send(&app(), request("GET", "/any", NOTHING)).await;
    let challenges = [
        r#"Bearer realm="a \"b\\\", c=\"d\", Basic e", scope="r w""#,
        r#"ApiKey realm="\\", in="header", name="X-Key""#,
        r#"ApiKey realm=",", in="query", name="k,\"e\\y""#,
        r#"Basic realm="\"", charset="UTF-8""#,
        r#"ApiKey realm="all of \"them\"", in="cookie", name="c""#,
    ];
    answer.assert_refused(ABSENT, &challenges, "the whole list");
}

#[tokio::test]
async fn h06_challenges_parse_back_to_the_same_list() {
    let key = (
        "ApiKey",
        &[("realm", "\\"), ("in", "header"), ("name", "X-Key")][..],
    );
    let query = (
        "ApiKey",
        &[("realm", ","), ("in", "query"), ("name", "k,\"e\\y")][..],
    );
    let login = ("Basic", &[("realm", "\""), ("charset", "UTF-8")][..]);
    let cookie_parameters = [
        ("realm", "all of \"them\""),
        ("in", "cookie"),
        ("name", "c"),
    ];
    let cookie = ("ApiKey", &cookie_parameters[..]);
    let token = [("realm", TOKEN_REALM), ("scope", "r w")];
    let token_with = |error| [token[0], token[1], ("error", error)];
    let [wrong, malformed, short] =
        ["invalid_token", "invalid_request", "insufficient_scope"].map(token_with);
    let login_malformed = [login.1[0], login.1[1], ("error", "invalid_request")];
    let key_malformed = [key.1[0], key.1[1], key.1[2], ("error", "invalid_request")];
    let cases: &[Case] = &[
        (
            "/any",
            &[],
            401,
            expected(&[("Bearer", &token), key, query, login, cookie]),
        ),
        (
            "/any",
            &[("authorization", "Bearer no"), ("x-key", "no")],
            401,
            expected(&[("Bearer", &wrong), key, query, login, cookie]),
        ),
        (
            "/any",
            &[("authorization", "Bearer a b")],
            400,
            expected(&[("Bearer", &malformed), ("Basic", &login_malformed)]),
        ),
        (
            "/any",
            &[("authorization", "Bearer ok.r")],
            403,
            expected(&[("Bearer", &short)]),
        ),
        (
            "/any",
            &[("authorization", "Bearer denied")],
            403,
            expected(&[]),
        ),
        ("/all", &[], 401, expected(&[key, login])),
        (
            "/all",
            &[("x-key", "a b"), ("authorization", "Basic !")],
            400,
            expected(&[("ApiKey", &key_malformed), ("Basic", &login_malformed)]),
        ),
        (
            "/blank",
            &[],
            401,
            expected(&[("Bearer", &[("realm", " , "), ("scope", "r")])]),
        ),
    ];
    for (path, lines, status, list) in cases {
        let answer = send(&app(), request("GET", path, lines)).await;
        assert_eq!(answer.status, *status, "{path} {lines:?}");
        assert_eq!(understood(&answer), *list, "{path} {lines:?}");
    }
}

/// Every answer of every route to a wide choice of credentials.
async fn many_refusals() -> Vec<Answer> {
    let mut answers = Vec::new();
    let authorization = [
        "",
        "Bearer no",
        "Bearer ok",
        "Bearer a b",
        "Basic dTp3cm9uZw==",
        "Basic !",
    ];
    for value in authorization {
        for other in ["", "no", "a b"] {
            let lines = [("authorization", value), ("x-key", other)];
            for path in [
                "/bearer", "/scoped", "/key", "/query", "/cookie", "/basic", "/every",
            ] {
                answers.push(get(path, &lines).await);
            }
            for path in ["/any", "/all", "/blank"] {
                answers.push(send(&app(), request("GET", path, &lines)).await);
            }
        }
    }
    answers.retain(|answer| answer.status != 200);
    assert!(
        answers.len() > 100,
        "most of these are refused: {}",
        answers.len()
    );
    answers
}

#[tokio::test]
async fn b03_every_challenge_has_a_parameter_and_none_stands_twice() {
    for answer in many_refusals().await {
        for (scheme, parameters) in understood(&answer) {
            assert_eq!(parameters[0].0, "realm", "{scheme}");
            let names = parameters.iter().map(|(name, _)| name.to_ascii_lowercase());
            let distinct: HashSet<String> = names.collect();
            assert_eq!(distinct.len(), parameters.len(), "{parameters:?}");
        }
    }
}

#[tokio::test]
async fn b08_errors_and_scopes_keep_to_their_characters() {
    let (mut errors, mut scopes) = (HashSet::new(), 0);
    for answer in many_refusals().await {
        for (name, value) in understood(&answer)
            .into_iter()
            .flat_map(|(_, parameters)| parameters)
        {
            match name.as_str() {
                "error" => {
                    errors.insert(value);
                }
                "scope" => {
                    scopes += 1;
                    let token = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
                    assert!(!value.is_empty(), "a scope is a list of at least one");
                    for scope in value.split(' ') {
                        assert!(!scope.is_empty() && scope.bytes().all(token), "{value:?}");
                    }
                }
                // Nothing else of RFC 6750 is sent: no `error_description`, no `error_uri`.
                "realm" | "in" | "name" | "charset" => {}
                other => panic!("a parameter nobody knows: {other}"),
            }
        }
    }
    assert!(scopes > 0);
    let known = ["insufficient_scope", "invalid_request", "invalid_token"];
    assert_eq!(errors, HashSet::from(known.map(str::to_owned)));
}

/// The strings that a parser which splits at commas would stumble over are really among them.
#[test]
fn the_parser_of_these_tests_is_strict() {
    for broken in [
        "Bearer realm=\"a",
        "Bearer realm=\"a\" scope=\"b\"",
        "Bearer realm",
        "Bearer realm=\"\u{e9}\"",
    ] {
        assert!(http_auth::parse_challenges(broken).is_err(), "{broken}");
    }
}
