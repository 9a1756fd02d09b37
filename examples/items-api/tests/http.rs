//! The flagship as a process, driven over HTTP through every route.
#![allow(missing_docs)]

mod server;

use std::process::Command;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use server::{Answer, Folder, KEY, SECRET, SYSTEM, Server};

const MESSAGE: &str = "You have access to the protected route";

#[test]
fn the_api_key_opens_three_doors() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let header = r#"ApiKey realm="items-api", in="header", name="X-API-Key""#;
    let query = r#"ApiKey realm="items-api", in="query", name="api_key""#;
    let cookie = r#"ApiKey realm="items-api", in="cookie", name="api_key""#;
    let query_path = format!("/protected-query/?api_key={KEY}");
    for (path, headers) in [
        ("/protected-route/", vec![("X-API-Key", KEY.to_owned())]),
        (query_path.as_str(), vec![]),
        (
            "/protected-cookie/",
            vec![("Cookie", format!("theme=dark; api_key={KEY}"))],
        ),
    ] {
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let answer = server.get(path, &headers);
        assert_eq!(
            (answer.status, answer.json()),
            (200, json!({ "message": MESSAGE })),
            "{path}"
        );
    }
    server.get("/protected-route/", &[]).refused(401, &[header]);
    server.get("/protected-query/", &[]).refused(401, &[query]);
    server
        .get("/protected-cookie/", &[])
        .refused(401, &[cookie]);
    server
        .get(
            "/protected-route/",
            &[("X-API-Key", "wrong-key-0123456789")],
        )
        .refused(401, &[header]);
    server
        .get("/protected-query/?api_key=wrong", &[])
        .refused(401, &[query]);
    server
        .get("/protected-cookie/", &[("Cookie", "api_key=wrong")])
        .refused(401, &[cookie]);
    // The key of one door does not open another.
    server
        .get("/protected-route/", &[("X-API-Key", SYSTEM)])
        .refused(401, &[header]);
    server
        .get(&format!("/protected-route/?api_key={KEY}"), &[])
        .refused(401, &[header]);
    let twice = format!("{header}, error=\"invalid_request\"");
    server
        .get(
            "/protected-route/",
            &[("X-API-Key", KEY), ("X-API-Key", KEY)],
        )
        .refused(400, &[&twice]);
    let twice = format!("{query}, error=\"invalid_request\"");
    server
        .get(&format!("{query_path}&api_key={KEY}"), &[])
        .refused(400, &[&twice]);
}

#[test]
fn tokens_carry_what_was_asked_for_and_allowed() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let form = "grant_type=password&username=johndoe&password=secret";
    let answer = server.token_answer(&format!("{form}&scope=items:read+admin+users:read"));
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.all("cache-control"), ["no-store"]);
    assert_eq!(answer.all("pragma"), ["no-cache"]);
    let token = answer.json();
    assert_eq!(token["token_type"], "bearer");
    assert_eq!(token["expires_in"], 1800);
    assert_eq!(token["scope"], "users:read items:read");
    assert_eq!(server.token_answer(form).json()["scope"], "");
    // Swagger UI sends an empty client along, as Basic; a client that nobody knows is another matter.
    let with_client = format!("{form}&client_id=docs&client_secret=x");
    let answer = server.token_answer(&with_client);
    assert_eq!(answer.status, 401, "{}", answer.body);
    assert_eq!(answer.json()["error"], "invalid_client");
    let challenge = r#"Basic realm="clients", charset="UTF-8""#;
    assert_eq!(answer.all("www-authenticate"), [challenge]);
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Authorization", "Basic Og=="),
    ];
    assert_eq!(server.call("POST", "/token", &headers, form).status, 200);
    for (form, error) in [
        (
            "grant_type=password&username=johndoe&password=wrong",
            "invalid_grant",
        ),
        (
            "grant_type=password&username=nobody&password=secret",
            "invalid_grant",
        ),
        (
            "grant_type=password&username=alice&password=secret2",
            "invalid_grant",
        ),
        ("grant_type=refresh_token&refresh_token=x", "invalid_grant"),
        (
            "grant_type=authorization_code&code=x",
            "unsupported_grant_type",
        ),
        ("grant_type=client_credentials", "unauthorized_client"),
        ("username=johndoe&password=secret", "invalid_request"),
        ("grant_type=password&username=johndoe", "invalid_request"),
        (
            "grant_type=password&username=johndoe&password=",
            "invalid_request",
        ),
        (
            "grant_type=password&username=a&username=johndoe&password=secret",
            "invalid_request",
        ),
        (
            "grant_type=password&username=johndoe&password=secret&scope=%22",
            "invalid_scope",
        ),
        (
            "grant_type=password&username=johndoe%00&password=secret",
            "invalid_request",
        ),
        ("", "invalid_request"),
    ] {
        let answer = server.token_answer(form);
        assert_eq!(
            (answer.status, answer.json()["error"].clone()),
            (400, json!(error)),
            "{form}"
        );
        assert_eq!(answer.all("cache-control"), ["no-store"], "{form}");
    }
    let answer = server.call(
        "POST",
        "/token",
        &[("Content-Type", "application/json")],
        "{}",
    );
    assert_eq!(
        (answer.status, answer.json()["error"].clone()),
        (400, json!("invalid_request"))
    );
}

#[test]
fn scopes_decide() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let all = server.bearer("users:read users:write items:read items:write");
    let none = server.bearer("");
    let as_all = [("Authorization", all.as_str())];
    assert_eq!(
        server.get("/users/me/", &as_all).json(),
        json!({
            "username": "johndoe", "email": "johndoe@example.com", "full_name": "John Doe",
            "disabled": false,
        })
    );
    assert_eq!(
        server.get("/items/", &as_all).json(),
        json!([{ "item_id": "1", "owner": "johndoe" }])
    );
    let created = server.call("POST", "/items/", &as_all, "");
    assert_eq!(
        (created.status, created.json()),
        (200, json!({ "result": "Item created", "owner": "johndoe" }))
    );
    for (method, path, scope) in [
        ("GET", "/users/me/", "users:read"),
        ("GET", "/items/", "items:read"),
        ("POST", "/items/", "items:write"),
    ] {
        let challenge = format!("Bearer realm=\"items-api\", scope=\"{scope}\"");
        server
            .call(method, path, &[], "")
            .refused(401, &[&challenge]);
        let wrong = format!("{challenge}, error=\"invalid_token\"");
        server
            .call(method, path, &[("Authorization", "Bearer x.y.z")], "")
            .refused(401, &[&wrong]);
        let malformed = format!("{challenge}, error=\"invalid_request\"");
        for value in ["Bearer", "Bearer a b", "Bearer\tx", "Bearer \u{fc}"] {
            server
                .call(method, path, &[("Authorization", value)], "")
                .refused(400, &[&malformed]);
        }
        let lacking = format!("{challenge}, error=\"insufficient_scope\"");
        server
            .call(method, path, &[("Authorization", &none)], "")
            .refused(403, &[&lacking]);
        // Independent here: no scope brings another.
        let others: Vec<_> = ["users:read", "users:write", "items:read", "items:write"]
            .into_iter()
            .filter(|other| *other != scope)
            .collect();
        let others = server.bearer(&others.join(" "));
        server
            .call(method, path, &[("Authorization", &others)], "")
            .refused(403, &[&lacking]);
    }
    let long = format!("Bearer {}", "a".repeat(9000));
    assert_eq!(
        server.get("/items/", &[("Authorization", &long)]).status,
        400
    );
    let head = server.call("HEAD", "/items/", &[], "");
    assert_eq!((head.status, head.body.as_str()), (401, ""));
}

#[test]
fn basic_either_both_and_optional() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let basic = |pair: &str| format!("Basic {}", STANDARD.encode(pair));
    let challenge = r#"Basic realm="items-api", charset="UTF-8""#;
    let answer = server.get(
        "/basic-auth/",
        &[("Authorization", &basic("basic-user:basic:password"))],
    );
    assert_eq!(
        (answer.status, answer.json()),
        (200, json!({ "username": "basic-user" }))
    );
    for wrong in [
        "basic-user:basic",
        "other:basic:password",
        "basic-user",
        "basic-user:x\0",
    ] {
        server
            .get("/basic-auth/", &[("Authorization", &basic(wrong))])
            .refused(401, &[challenge]);
    }
    let malformed = format!("{challenge}, error=\"invalid_request\"");
    server
        .get("/basic-auth/", &[("Authorization", "Basic YQ=")])
        .refused(400, &[&malformed]);

    let user = server.bearer("");
    let bearer = r#"Bearer realm="items-api""#;
    let system = r#"ApiKey realm="items-api", in="header", name="X-System-API-Key""#;
    let (as_user, as_system) = (
        ("Authorization", user.as_str()),
        ("X-System-API-Key", SYSTEM),
    );
    let said = |answer: &Answer| {
        answer.json()["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(
        said(&server.get("/dual-secured/", &[as_user])),
        "Hello user johndoe"
    );
    assert_eq!(
        said(&server.get("/dual-secured/", &[as_system])),
        "Hello system integration"
    );
    assert_eq!(
        said(&server.get(
            "/dual-secured/",
            &[as_system, ("Authorization", "Bearer x")]
        )),
        "Hello system integration"
    );
    assert_eq!(
        said(&server.get("/dual-secured/", &[as_user, as_system])),
        "Hello user johndoe"
    );
    server
        .get("/dual-secured/", &[])
        .refused(401, &[bearer, system]);
    server
        .get("/dual-secured/", &[("X-System-API-Key", KEY)])
        .refused(401, &[bearer, system]);

    assert_eq!(
        server.get("/both-secured/", &[as_user, as_system]).status,
        200
    );
    server
        .get("/both-secured/", &[as_user])
        .refused(401, &[bearer, system]);
    server
        .get("/both-secured/", &[as_system])
        .refused(401, &[bearer, system]);

    assert_eq!(said(&server.get("/greeting/", &[])), "Hello guest");
    assert_eq!(said(&server.get("/greeting/", &[as_user])), "Hello johndoe");
    let wrong = format!("{bearer}, error=\"invalid_token\"");
    server
        .get("/greeting/", &[("Authorization", "Bearer x")])
        .refused(401, &[&wrong]);
    server
        .get("/greeting/", &[("Authorization", "Digest x=y")])
        .refused(401, &[bearer]);
    assert_eq!(server.get("/health", &[]).status, 200);
    assert_eq!(server.get("/nowhere", &[]).status, 404);
}

#[test]
fn an_account_disabled_later_is_forbidden() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let token = server.bearer("users:read");
    let database = rusqlite::Connection::open(folder.database()).expect("the same file");
    database
        .execute(
            "UPDATE accounts SET disabled = 1 WHERE username = 'johndoe'",
            [],
        )
        .expect("an account");
    server
        .get("/users/me/", &[("Authorization", &token)])
        .refused(403, &[]);
    database
        .execute("DELETE FROM accounts WHERE username = 'johndoe'", [])
        .expect("an account");
    assert_eq!(
        server
            .get("/users/me/", &[("Authorization", &token)])
            .status,
        401
    );
}

#[test]
fn a_scope_withdrawn_later_is_missing() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let token = server.bearer("users:read items:read items:write");
    let database = rusqlite::Connection::open(folder.database()).expect("the same file");
    database
        .execute(
            "UPDATE accounts SET scopes = 'items:read users:write' WHERE username = 'johndoe'",
            [],
        )
        .expect("an account");
    let presented = [("Authorization", token.as_str())];
    assert_eq!(server.get("/items/", &presented).status, 200);
    let challenge = r#"Bearer realm="items-api", scope="items:write", error="insufficient_scope""#;
    server
        .call("POST", "/items/", &presented, "")
        .refused(403, &[challenge]);
}

#[test]
fn an_account_without_a_usable_hash_looks_like_an_unknown_one() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let database = rusqlite::Connection::open(folder.database()).expect("the same file");
    for hash in ["", "!", "$1$salt$digest"] {
        database
            .execute("UPDATE accounts SET password_hash = ?1", [hash])
            .expect("accounts");
        let known = server.token_answer("grant_type=password&username=johndoe&password=secret");
        let unknown = server.token_answer("grant_type=password&username=nobody&password=secret");
        assert_eq!((known.status, &known.body), (400, &unknown.body), "{hash}");
        assert_eq!(unknown.status, 400);
    }
}

#[test]
fn the_document_and_its_pages_are_served() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let api = server.get("/openapi.json", &[]).json();
    assert_eq!(api["openapi"], "3.1.0");
    assert_eq!(api.get("security"), None);
    let operations: Vec<&Value> = api["paths"]
        .as_object()
        .expect("paths")
        .values()
        .flat_map(|item| item.as_object().expect("an item").values())
        .collect();
    assert_eq!(operations.len(), 25);
    assert!(
        operations
            .iter()
            .all(|operation| operation["security"].is_array())
    );
    assert_eq!(
        api["paths"]["/dual-secured/"]["get"]["security"],
        json!([{ "bearer": [] }, { "system_key": [] }])
    );
    assert_eq!(
        api["paths"]["/both-secured/"]["get"]["security"],
        json!([{ "bearer": [], "system_key": [] }])
    );
    let schemes: Vec<_> = api["components"]["securitySchemes"]
        .as_object()
        .expect("schemes")
        .keys()
        .cloned()
        .collect();
    assert_eq!(
        schemes,
        [
            "api_key",
            "api_key_cookie",
            "api_key_query",
            "basic",
            "bearer",
            "system_key"
        ]
    );
    // Generated clients offer what is served: three grants, and no null, which a form cannot say.
    let forms = &api["components"]["schemas"];
    for (form, grant) in [
        ("PasswordForm", "password"),
        ("RefreshForm", "refresh_token"),
        ("ClientCredentialsForm", "client_credentials"),
    ] {
        let properties = &forms[form]["properties"];
        assert_eq!(properties["grant_type"]["enum"], json!([grant]));
        assert_eq!(properties["scope"]["type"], "string");
    }
    assert!([200, 301, 303, 307, 308].contains(&server.get("/docs", &[]).status));
    let page = server.get("/docs/", &[]);
    assert!(
        page.status == 200 && page.body.contains("swagger-ui"),
        "{}",
        page.status
    );
}

#[test]
fn nothing_secret_is_logged() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let token = server.bearer("items:read");
    let basic = format!("Basic {}", STANDARD.encode("basic-user:basic:password"));
    server.get("/items/", &[("Authorization", &token)]);
    server.get("/users/me/", &[("Authorization", &token)]);
    server.get("/basic-auth/", &[("Authorization", &basic)]);
    server.get(&format!("/protected-query/?api_key={KEY}"), &[]);
    server.get("/protected-query/?api_key=wrong-key-in-the-query", &[]);
    server.get(
        "/protected-route/",
        &[("X-API-Key", "wrong-key-in-the-header")],
    );
    let log = server.stop();
    assert!(log.contains("refused"), "{log}");
    let token = token.trim_start_matches("Bearer ");
    for secret in [
        KEY,
        SYSTEM,
        SECRET,
        token,
        "basic:password",
        &basic,
        "wrong-key-in",
        "secret",
    ] {
        assert!(!log.contains(secret), "`{secret}` is in the log:\n{log}");
    }
}

#[test]
fn weak_secrets_stop_the_start() {
    for (name, value) in [
        ("SECRET_KEY", "short"),
        ("API_KEY", "short"),
        ("BASIC_PASSWORD", "x"),
        ("SYSTEM_API_KEY", ""),
        ("CLIENT_SECRET", "twenty-one-bytes-long"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_items-api"))
            .args(["--listen", "127.0.0.1:0", "--database", ":memory:"])
            .env(name, value)
            .output()
            .expect("it starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success() && said.contains(name),
            "{name}: {said}"
        );
    }
}
