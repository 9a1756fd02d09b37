//! Schemathesis, which reads the served document, finds no request that the flagship answers
//! otherwise than documented, and no way in without a credential.
//!
//! What it is told stands in `tests/tools/schemathesis.toml`.
#![allow(missing_docs)]

mod server;
mod tools;

use std::{collections::BTreeSet, process::Command};

use serde_json::{Value, json};
use server::{Folder, Server};

const API_KEY: &str = r#"
[auth.openapi]
api_key.api_key = "api-key-0123456789"
"#;

const API_KEY_QUERY: &str = r#"
[auth.openapi]
api_key_query.api_key = "api-key-0123456789"
"#;

const API_KEY_COOKIE: &str = r#"
[auth.openapi]
api_key_cookie.api_key = "api-key-0123456789"
"#;

const SYSTEM_KEY: &str = r#"
[auth.openapi]
system_key.api_key = "system-key-0123456789"
"#;

const BASIC: &str = r#"
[auth.openapi]
basic = { username = "basic-user", password = "basic:password" }
"#;

/// It signs in itself, and is granted these scopes.
fn bearer(scope: &str) -> String {
    bearer_of("johndoe", "secret", scope)
}

fn bearer_of(username: &str, password: &str, scope: &str) -> String {
    format!(
        r#"
[auth.dynamic.openapi.bearer]
path = "/token"
payload_content_type = "application/x-www-form-urlencoded"
extract_selector = "/access_token"
payload = {{ grant_type = "password", username = "{username}", password = "{password}", scope = "{scope}" }}
"#
    )
}

const SCOPES: &str = "users:read users:write items:read items:write";

/// What the flagship serves to everybody, or to who says in the form who it is.
const OPEN: [&str; 7] = [
    "GET /.well-known/jwks.json",
    "GET /greeting/",
    "GET /health",
    "POST /introspect",
    "POST /revoke",
    "POST /token",
    "POST /users/",
];

/// A run's report, with the credentials in `auth`, against a flagship of its own. `None` where the
/// tool is not installed.
fn report(auth: &str, rewrite: impl FnOnce(&mut Value)) -> Option<(Value, String)> {
    if !tools::present(&["venv/bin/schemathesis"]) {
        return None;
    }
    let folder = Folder::new();
    // To log everything would take longer than to answer. Passwords are wrong all the time here.
    let server = Server::start(
        folder
            .flagship()
            .env("RUST_LOG", "error")
            .env("FAILED_LOGINS", "1000000"),
    );
    let mut document = server.get("/openapi.json", &[]).json();
    rewrite(&mut document);
    // Each of these may be left out, since there is another place for both; one alone is of no use.
    for form in ["IntrospectionForm", "RevocationForm"] {
        let required = document.pointer_mut(&format!("/components/schemas/{form}/required"));
        *required.expect("the form") = json!(["token", "client_id", "client_secret"]);
    }
    let config = std::fs::read_to_string(tools::path("schemathesis.toml")).expect("the settings");
    let file = |name: &str| folder.path().join(name);
    std::fs::write(file("openapi.json"), document.to_string()).expect("a new file");
    std::fs::write(file("schemathesis.toml"), config + auth).expect("a new file");
    let output = Command::new(tools::path("venv/bin/schemathesis"))
        .args(["--config-file", "schemathesis.toml", "run", "openapi.json"])
        .args(["--url", &format!("http://{}", server.address)])
        .args([
            "--checks",
            "all",
            "--no-color",
            "--output-sanitize",
            "false",
        ])
        .args(["--report", "json", "--report-json-path", "report.json"])
        .current_dir(folder.path())
        .output()
        .expect("it starts");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let report = std::fs::read(file("report.json")).unwrap_or_else(|_| panic!("no report: {said}"));
    let report: Value = serde_json::from_slice(&report).expect("JSON");
    assert_eq!(output.status.success(), report["exit_code"] == 0, "{said}");
    Some((report, said))
}

/// The operations that served at least one request.
fn served(report: &Value) -> BTreeSet<&str> {
    let rates = report["valid_rates"].as_object().expect("an object");
    let served = rates.iter().filter(|(_, phases)| {
        let mut phases = phases.as_object().expect("an object").values();
        phases.any(|phase| phase["accepted"] != 0)
    });
    served.map(|(operation, _)| operation.as_str()).collect()
}

/// Nothing is found, and no operation is served but the open ones and these.
fn finds_nothing(auth: &str, opened: &[&str], rewrite: impl FnOnce(&mut Value)) {
    let Some((report, said)) = report(auth, rewrite) else {
        return;
    };
    assert_eq!(report["failures"], json!([]), "{said}");
    assert_eq!(report["errors"], json!([]), "{said}");
    assert_eq!(report["stop_reason"], "completed", "{said}");
    assert_eq!(report["operations"]["tested"], 25, "{said}");
    for phase in ["examples", "coverage", "fuzzing"] {
        assert_eq!(report["phases"][phase]["status"], "success", "{said}");
    }
    let expected: BTreeSet<_> = OPEN.iter().chain(opened).copied().collect();
    assert_eq!(served(&report), expected, "{said}");
}

fn as_served(_: &mut Value) {}

/// The check of ignored credentials knows `apiKey` and `http` alone. A token of `oauth2` is
/// presented as one of `http` is (RFC 6750, section 2.1), so it is told the latter.
fn as_http_bearer(document: &mut Value) {
    let scheme = document.pointer_mut("/components/securitySchemes/bearer");
    *scheme.expect("the scheme") = json!({ "type": "http", "scheme": "bearer" });
    let paths = document["paths"].as_object_mut().expect("an object");
    for operation in paths.values_mut().flat_map(|path| {
        let path = path.as_object_mut().expect("an object");
        path.values_mut()
    }) {
        for alternative in operation["security"].as_array_mut().expect("an array") {
            if let Some(scopes) = alternative.get_mut("bearer") {
                *scopes = json!([]);
            }
        }
    }
}

#[test]
fn without_credentials() {
    finds_nothing("", &[], as_served);
}

#[test]
fn with_an_api_key_in_a_header() {
    finds_nothing(API_KEY, &["GET /protected-route/"], as_served);
}

#[test]
fn with_an_api_key_in_the_query() {
    finds_nothing(API_KEY_QUERY, &["GET /protected-query/"], as_served);
}

#[test]
fn with_an_api_key_in_a_cookie() {
    finds_nothing(API_KEY_COOKIE, &["GET /protected-cookie/"], as_served);
}

#[test]
fn with_the_key_of_the_system() {
    finds_nothing(SYSTEM_KEY, &["GET /dual-secured/"], as_served);
}

#[test]
fn with_basic() {
    finds_nothing(BASIC, &["GET /basic-auth/"], as_served);
}

#[test]
fn with_a_token() {
    let opened = [
        "GET /users/me/",
        "PUT /users/me/email",
        "GET /items/",
        "POST /items/",
        "GET /{tenant}/items/",
        "POST /{tenant}/items/",
        "GET /{tenant}/items/{item_id}",
        "PUT /{tenant}/items/{item_id}",
        "DELETE /{tenant}/items/{item_id}",
        "GET /dual-secured/",
    ];
    finds_nothing(&bearer(SCOPES), &opened, as_http_bearer);
}

#[test]
fn with_a_token_of_an_admin() {
    let opened = [
        "GET /users/me/",
        "PUT /users/me/email",
        "GET /admin/users/",
        "PUT /admin/users/{username}/disabled",
        "GET /items/",
        "POST /items/",
        "GET /{tenant}/items/",
        "POST /{tenant}/items/",
        "GET /{tenant}/items/{item_id}",
        "PUT /{tenant}/items/{item_id}",
        "DELETE /{tenant}/items/{item_id}",
        "GET /dual-secured/",
    ];
    let scopes = SCOPES.to_owned() + " accounts:read accounts:write";
    let auth = bearer_of("ada", "secret3", &scopes);
    finds_nothing(&auth, &opened, as_http_bearer);
}

#[test]
fn with_a_token_without_scopes() {
    finds_nothing(&bearer(""), &["GET /dual-secured/"], as_http_bearer);
}

#[test]
fn with_a_token_and_the_key_of_the_system() {
    let opened = [
        "GET /users/me/",
        "PUT /users/me/email",
        "GET /items/",
        "POST /items/",
        "GET /{tenant}/items/",
        "POST /{tenant}/items/",
        "GET /{tenant}/items/{item_id}",
        "PUT /{tenant}/items/{item_id}",
        "DELETE /{tenant}/items/{item_id}",
        "GET /dual-secured/",
        "GET /both-secured/",
    ];
    let auth = SYSTEM_KEY.to_owned() + &bearer(SCOPES);
    finds_nothing(&auth, &opened, as_http_bearer);
}

/// Where a document lies, what it says there, about which operation, and what that is called.
type Lie = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const LIES: [Lie; 5] = [
    // That an open operation needs a key.
    (
        "/paths/~1health/get/security",
        r#"[{"api_key":[]}]"#,
        "GET /health",
        &[
            "AcceptedNegativeData",
            "IgnoredAuth",
            "MissingHeaderNotRejected",
        ],
    ),
    // That a refusal has another status, media type, field; that an answer has another body.
    (
        "/paths/~1users~1me~1/get/responses",
        r#"{"200":{"description":""}}"#,
        "GET /users/me/",
        &["UndefinedStatusCode"],
    ),
    (
        "/paths/~1items~1/get/responses/401/content",
        r#"{"text/plain":{}}"#,
        "GET /items/",
        &["UndefinedContentType"],
    ),
    (
        "/paths/~1both-secured~1/get/responses/401/headers/WWW-Authenticate/schema/type",
        r#""integer""#,
        "GET /both-secured/",
        &["JsonSchemaError"],
    ),
    (
        "/components/schemas/Message/properties/message/type",
        r#""integer""#,
        "GET /greeting/",
        &["JsonSchemaError"],
    ),
];

#[test]
fn a_document_that_lies_is_found_out() {
    let lies = |document: &mut Value| {
        for (place, wrong, ..) in LIES {
            *document
                .pointer_mut(place)
                .expect("a place in the document") = serde_json::from_str(wrong).expect("JSON");
        }
    };
    let Some((report, said)) = report("", lies) else {
        return;
    };
    let failures = report["failures"].as_array().expect("an array");
    let found: BTreeSet<_> = failures
        .iter()
        .flat_map(|failure| {
            let operations = failure["operations"].as_array().expect("an array").iter();
            operations.map(|operation| (operation.as_str(), failure["type"].as_str()))
        })
        .collect();
    let expected: BTreeSet<_> = LIES
        .iter()
        .flat_map(|(.., operation, failures)| {
            let failures = failures.iter();
            failures.map(|failure| (Some(*operation), Some(*failure)))
        })
        .collect();
    assert_eq!(found, expected, "{said}");
}
