//! Tokens of the flagship as a process: how they come, what they are worth, and what ends them.
#![allow(missing_docs)]

mod server;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};
use server::{Answer, CLIENT, CLIENT_SECRET, Folder, KEY, SECRET, Server, Tokens, claims, encoded};

const EVERYTHING: &str = "users:read users:write items:read items:write";
const PASSWORD: &str = "moth wardrobe 47 lamps";

fn demo(server: &Server) -> Tokens {
    server.signed_in("johndoe", "secret", EVERYTHING)
}

fn as_client(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

fn introspect(server: &Server, token: &str) -> Answer {
    let client = as_client(CLIENT, CLIENT_SECRET);
    let form = format!("token={}", encoded(token));
    server.form("/introspect", &[("Authorization", &client)], &form)
}

/// The service's own token.
fn service(server: &Server, scope: &str) -> Answer {
    let client = as_client(CLIENT, CLIENT_SECRET);
    let form = format!("grant_type=client_credentials&scope={}", encoded(scope));
    server.form("/token", &[("Authorization", &client)], &form)
}

fn sign_up(server: &Server, body: &str) -> Answer {
    let json = ("Content-Type", "application/json");
    server.call("POST", "/users/", &[json], body)
}

fn account(name: &str, password: &str) -> String {
    json!({
        "username": name, "email": "jane@example.com", "full_name": "Jane Doe",
        "password": password,
    })
    .to_string()
}

fn change_password(server: &Server, access: &str, old: &str, new: &str) -> Answer {
    let presented = format!("Bearer {access}");
    let headers = [
        ("Content-Type", "application/json"),
        ("Authorization", &presented),
    ];
    let body = json!({ "current_password": old, "new_password": new });
    server.call("PUT", "/users/me/password", &headers, &body.to_string())
}

/// The fields that a problem names.
fn fields(answer: &Answer, status: u16) -> Vec<String> {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.all("content-type"), ["application/problem+json"]);
    assert_eq!(answer.all("cache-control"), ["no-store"]);
    let problem = answer.json();
    assert_eq!(problem["status"], status);
    let errors = problem["errors"].as_array().expect("an array").iter();
    let mut fields: Vec<_> = errors
        .map(|wrong| wrong["field"].as_str().expect("a name").to_owned())
        .collect();
    fields.dedup();
    fields
}

#[test]
fn a_refresh_token_is_exchanged_once() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let first = demo(&server);
    let second = Tokens::of(&server.refresh(&first.refresh));
    assert_ne!(second.refresh, first.refresh);
    assert_ne!(second.access, first.access);
    assert_eq!(second.scope, EVERYTHING);
    let time = |token: &Tokens| claims(&token.access)["auth_time"].clone();
    assert_eq!(time(&first), time(&second), "the log-in is the same");
    let third = Tokens::of(&server.refresh(&second.refresh));
    for tokens in [&first, &second, &third] {
        assert_eq!(server.admits("/users/me/", &tokens.access), 200);
    }
}

#[test]
fn reuse_ends_the_log_in_and_its_access_tokens_at_once_and_no_other() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let other = demo(&server);
    let first = demo(&server);
    let second = Tokens::of(&server.refresh(&first.refresh));
    for tokens in [&first, &second, &other] {
        assert_eq!(server.admits("/users/me/", &tokens.access), 200);
    }
    server.refresh(&first.refresh).fails(400, "invalid_grant");
    for tokens in [&first, &second] {
        assert_eq!(server.admits("/users/me/", &tokens.access), 401);
        server.refresh(&tokens.refresh).fails(400, "invalid_grant");
    }
    assert_eq!(server.admits("/users/me/", &other.access), 200);
    Tokens::of(&server.refresh(&other.refresh));
}

#[test]
fn scopes_narrow_and_never_widen() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let first = server.signed_in("johndoe", "secret", "users:read items:read");
    let asked = |token: &str, scope: &str| {
        let scope = encoded(scope);
        let form = format!("grant_type=refresh_token&refresh_token={token}&scope={scope}");
        server.token_answer(&form)
    };
    for wider in [
        "items:write",
        "users:read items:write",
        "users:read admin",
        "\"",
    ] {
        asked(&first.refresh, wider).fails(400, "invalid_scope");
    }
    // That spent nothing.
    let second = Tokens::of(&asked(&first.refresh, "items:read"));
    assert_eq!(second.scope, "items:read");
    assert_eq!(server.admits("/items/", &second.access), 200);
    assert_eq!(server.admits("/users/me/", &second.access), 403);
    // The log-in was granted both, and keeps both (RFC 6749, section 6).
    let third = Tokens::of(&server.refresh(&second.refresh));
    assert_eq!(third.scope, "users:read items:read");
}

#[test]
fn revocation_ends_one_access_token_or_the_log_in() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let other = demo(&server);
    let first = demo(&server);
    let second = Tokens::of(&server.refresh(&first.refresh));
    for token in [&first, &second] {
        assert_eq!(server.admits("/users/me/", &token.access), 200);
    }
    let answer = server.revoke(&first.access);
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert_eq!(server.admits("/users/me/", &first.access), 401);
    assert_eq!(server.admits("/users/me/", &second.access), 200);
    let third = Tokens::of(&server.refresh(&second.refresh));
    // A wrong hint does not matter (RFC 7009, section 2.1).
    let form = format!("token={}&token_type_hint=access_token", third.refresh);
    assert_eq!(server.form("/revoke", &[], &form).status, 200);
    for token in [&first, &second, &third] {
        assert_eq!(server.admits("/users/me/", &token.access), 401);
    }
    server.refresh(&third.refresh).fails(400, "invalid_grant");
    for again in [&third.refresh, &third.access, "unknown", "un.kno.wn", "é"] {
        assert_eq!(server.revoke(again).status, 200, "{again}");
    }
    assert_eq!(server.admits("/users/me/", &other.access), 200);
    Tokens::of(&server.refresh(&other.refresh));
    // A token of the service is for the service to revoke.
    let own = Tokens::of(&service(&server, "items:read"));
    server.revoke(&own.access).fails(400, "invalid_grant");
    assert_eq!(server.admits("/items/", &own.access), 200);
    let client = as_client(CLIENT, CLIENT_SECRET);
    let headers = [("Authorization", client.as_str())];
    let theirs = format!("token={}", other.access);
    server
        .form("/revoke", &headers, &theirs)
        .fails(400, "invalid_grant");
    let form = format!("token={}", own.access);
    assert_eq!(server.form("/revoke", &headers, &form).status, 200);
    assert_eq!(server.admits("/items/", &own.access), 401);
}

#[test]
fn introspection_tells_the_service_alone_and_of_living_access_tokens_alone() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let tokens = demo(&server);
    let answer = introspect(&server, &tokens.access);
    let said = claims(&tokens.access);
    assert_eq!(
        (answer.status, answer.json()),
        (
            200,
            json!({
                "active": true, "scope": EVERYTHING, "username": "johndoe", "sub": "johndoe",
                "token_type": "bearer", "iss": "items-api", "aud": "items-api",
                "exp": said["exp"], "iat": said["iat"], "jti": said["jti"],
            })
        )
    );
    let challenge = r#"Basic realm="clients", charset="UTF-8""#;
    let form = format!("token={}", tokens.access);
    let forms = [
        form.clone(),
        format!("{form}&client_id={CLIENT}"),
        format!("{form}&client_id={CLIENT}&client_secret=wrong"),
        format!("{form}&client_id=johndoe&client_secret=secret"),
    ];
    for form in forms {
        let answer = server.form("/introspect", &[], &form);
        answer.fails(401, "invalid_client");
        assert_eq!(answer.all("www-authenticate"), [challenge]);
    }
    let bearer = format!("Bearer {}", tokens.access);
    for field in [
        as_client(CLIENT, "wrong"),
        as_client("nobody", CLIENT_SECRET),
        bearer,
    ] {
        let answer = server.form("/introspect", &[("Authorization", &field)], &form);
        answer.fails(401, "invalid_client");
        assert_eq!(answer.all("www-authenticate"), [challenge]);
    }
    let revoked = demo(&server);
    assert_eq!(server.revoke(&revoked.access).status, 200);
    let mut forged = tokens.access.clone();
    forged.replace_range(forged.len() - 8.., "AAAAAAAA");
    for inactive in [&tokens.refresh, &revoked.access, &forged, KEY, "x", "x.y.z"] {
        let answer = introspect(&server, inactive);
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (200, r#"{"active":false}"#)
        );
        assert_eq!(answer.all("cache-control"), ["no-store"]);
    }
    let database = rusqlite::Connection::open(folder.database()).expect("the same file");
    let disable = "UPDATE accounts SET disabled = 1 WHERE username = 'johndoe'";
    assert_eq!(database.execute(disable, []).expect("an account"), 1);
    assert_eq!(
        introspect(&server, &tokens.access).body,
        r#"{"active":false}"#
    );
}

#[test]
fn the_service_is_nobodys_account() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let answer = service(&server, EVERYTHING);
    assert_eq!(answer.json().get("refresh_token"), None);
    let own = Tokens::of(&answer);
    assert_eq!(own.scope, "items:read items:write");
    let presented = format!("Bearer {}", own.access);
    let headers = [("Authorization", presented.as_str())];
    assert_eq!(
        server.get("/items/", &headers).json(),
        json!([{ "item_id": "1", "owner": CLIENT }])
    );
    let challenge = r#"Bearer realm="items-api", scope="users:read", error="insufficient_scope""#;
    server
        .get("/users/me/", &headers)
        .refused(403, &[challenge]);
    let answer = change_password(&server, &own.access, CLIENT_SECRET, PASSWORD);
    assert_eq!(answer.status, 403, "{}", answer.body);
    let worth = introspect(&server, &own.access).json();
    assert_eq!(
        (&worth["active"], &worth["client_id"]),
        (&json!(true), &json!(CLIENT))
    );
    // It has one grant, and an account has the others.
    let client = as_client(CLIENT, CLIENT_SECRET);
    let headers = [("Authorization", client.as_str())];
    for form in [
        "grant_type=password&username=johndoe&password=secret".to_owned(),
        format!(
            "grant_type=refresh_token&refresh_token={}",
            demo(&server).refresh
        ),
    ] {
        let answer = server.form("/token", &headers, &form);
        answer.fails(400, "unauthorized_client");
    }
    // The token says which client it is for; another secret later does not make it another's.
    drop(server);
    let server = Server::start(folder.flagship().env("CLIENT_ID", "another"));
    assert_eq!(server.admits("/items/", &own.access), 401);
}

#[test]
fn no_account_passes_for_the_service() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    for name in [CLIENT, "Items-Service"] {
        let answer = sign_up(&server, &account(name, PASSWORD));
        assert_eq!(fields(&answer, 409), ["username"], "{name}");
    }
    let subject = format!("client:{CLIENT}");
    let answer = sign_up(&server, &account(&subject, PASSWORD));
    assert_eq!(fields(&answer, 422), ["username"]);
    for name in [CLIENT, "Items-Service", &subject] {
        let (name, password) = (encoded(name), encoded(PASSWORD));
        let form = format!("grant_type=password&username={name}&password={password}");
        server.token_answer(&form).fails(400, "invalid_grant");
    }
    // Nor one that somebody put there otherwise.
    let database = rusqlite::Connection::open(folder.database()).expect("the same file");
    let put = "INSERT INTO accounts (username, email, full_name, disabled, password_hash, scopes)
        SELECT ?1, email, full_name, disabled, password_hash, scopes
        FROM accounts WHERE username = 'johndoe'";
    assert_eq!(database.execute(put, [&subject]).expect("a row"), 1);
    let form = format!(
        "grant_type=password&username={}&password=secret",
        encoded(&subject)
    );
    server.token_answer(&form).fails(500, "server_error");
    let document = server.get("/openapi.json", &[]).json();
    for path in ["/token", "/revoke", "/introspect"] {
        let answers = &document["paths"][path]["post"]["responses"];
        assert!(answers["500"].is_object(), "{path}: {answers}");
    }
    drop(server);
    assert_eq!(database.execute(put, [CLIENT]).expect("a row"), 1);
    let said = server::fails(&mut folder.flagship(), 1);
    assert!(
        said.contains("CLIENT_ID") && said.contains(CLIENT),
        "{said}"
    );
}

#[test]
fn whoever_signs_up_can_log_in_once_the_name_is_free() {
    let folder = Folder::new();
    let server = Server::start(folder.flagship().arg("--no-demo"));
    let answer = sign_up(&server, &account("jane", PASSWORD));
    assert_eq!(
        (answer.status, answer.json()),
        (
            201,
            json!({
                "username": "jane", "email": "jane@example.com", "full_name": "Jane Doe",
                "disabled": false,
            })
        )
    );
    assert_eq!(answer.all("cache-control"), ["no-store"]);
    let jane = server.signed_in("jane", PASSWORD, EVERYTHING);
    assert_eq!(jane.scope, EVERYTHING);
    assert_eq!(server.admits("/users/me/", &jane.access), 200);
    let other = "another 12 wardrobe of moths";
    let answer = sign_up(&server, &account("jane", other));
    assert_eq!(fields(&answer, 409), ["username"]);
    let form = format!(
        "grant_type=password&username=jane&password={}",
        encoded(other)
    );
    server.token_answer(&form).fails(400, "invalid_grant");
    // Demo accounts have their names although they do not count.
    drop(server);
    let server = Server::start(&mut folder.flagship());
    let answer = sign_up(&server, &account("johndoe", PASSWORD));
    assert_eq!(fields(&answer, 409), ["username"]);
}

#[test]
fn what_is_wrong_with_a_sign_up_is_named_and_nothing_of_it_repeated() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let body = json!({
        "username": "hunter2 <b>:", "email": "hunter2@", "full_name": "hunter2\u{1b}[31m",
        "password": "hunter2",
    });
    let answer = sign_up(&server, &body.to_string());
    let mut all = fields(&answer, 422);
    all.sort();
    assert_eq!(all, ["email", "full_name", "password", "username"]);
    assert!(!answer.body.contains("hunter2"), "{}", answer.body);
    let many = "x".repeat(300);
    for (field, value) in [
        ("username", ""),
        ("username", "jane\0"),
        ("username", "jäne"),
        ("username", &many),
        ("email", ""),
        ("email", "jane"),
        ("email", "jane@example.com\r\nBcc: joe@example.com"),
        ("full_name", ""),
        ("full_name", "Jane\nDoe"),
        ("full_name", &many),
        ("password", "short"),
        ("password", "aaaaaaaaaaaaaaaaaaaa"),
        ("password", "password123456789"),
        ("password", "moth\0wardrobe 47 lamps"),
        ("password", "jane@example.com"),
    ] {
        let mut body: Value = serde_json::from_str(&account("jane", PASSWORD)).expect("JSON");
        body[field] = json!(value);
        let answer = sign_up(&server, &body.to_string());
        assert_ne!(answer.status, 201, "{field}: {value:?}");
        assert_eq!(fields(&answer, 422), [field], "{value:?}");
    }
    let deep = "[".repeat(10_000);
    let huge = account("jane", &"hunter2 ".repeat(4096));
    let whole = account("jane", "hunter2 wardrobe 47");
    for body in [
        "",
        "null",
        "[]",
        "\"hunter2\"",
        "{}",
        &deep,
        &huge,
        &whole[..whole.len() - 1],
        &whole.replace("\"jane\"", "{\"hunter2\":1}"),
        &whole.replace("\"jane\"", "[\"hunter2\"]"),
        &whole.replace("\"jane\"", "null"),
        &whole.replace("\"jane\"", "\"jane\",\"username\":\"hunter2\""),
        &whole.replace("\"jane\"", "\"\\ud800\""),
        &whole.replace("\"hunter2 wardrobe 47\"", "4711"),
        &whole.replace("\"hunter2 wardrobe 47\"", "[\"hunter2 wardrobe 47\"]"),
        &whole.replace("\"hunter2 wardrobe 47\"", "{\"hunter2\":\"wardrobe\"}"),
        &whole.replace("\"hunter2 wardrobe 47\"", "true"),
    ] {
        let answer = sign_up(&server, body);
        let begun: String = body.chars().take(80).collect();
        assert_eq!(fields(&answer, 422), ["body"], "{begun}");
        assert!(!answer.body.contains("hunter2"), "{begun}: {}", answer.body);
    }
    let text = [("Content-Type", "text/plain")];
    let answer = server.call("POST", "/users/", &text, &whole);
    assert_eq!(fields(&answer, 422), ["body"]);
    // None of them has left an account behind.
    assert_eq!(sign_up(&server, &account("jane", PASSWORD)).status, 201);
    let log = server.stop();
    for secret in ["hunter2", PASSWORD] {
        assert!(!log.contains(secret), "`{secret}` is in the log:\n{log}");
    }
}

#[test]
fn a_new_password_ends_every_log_in() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    assert_eq!(sign_up(&server, &account("jane", PASSWORD)).status, 201);
    let first = server.signed_in("jane", PASSWORD, EVERYTHING);
    let second = server.signed_in("jane", PASSWORD, "users:read");
    let demo = demo(&server);
    let new = "another 12 wardrobe of moths";
    let change = |old: &str, new: &str| change_password(&server, &first.access, old, new);
    let answer = change("wrong", new);
    assert_eq!(fields(&answer, 422), ["current_password"]);
    for weak in ["short", "aaaaaaaaaaaaaaaaaaaa", "jane@example.com", ""] {
        let answer = change(PASSWORD, weak);
        assert_eq!(fields(&answer, 422), ["new_password"], "{weak}");
    }
    let challenge = r#"Bearer realm="items-api", scope="users:write""#;
    let presented = format!("Bearer {}", second.access);
    for (headers, status, error) in [
        (vec![], 401, ""),
        (
            vec![("Authorization", presented.as_str())],
            403,
            r#", error="insufficient_scope""#,
        ),
    ] {
        server
            .call("PUT", "/users/me/password", &headers, "{}")
            .refused(status, &[&format!("{challenge}{error}")]);
    }
    // Nothing of that has ended anything.
    let first = Tokens::of(&server.refresh(&first.refresh));
    let answer = change_password(&server, &first.access, PASSWORD, new);
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    for tokens in [&first, &second] {
        assert_eq!(server.admits("/users/me/", &tokens.access), 401);
        assert_eq!(
            introspect(&server, &tokens.access).body,
            r#"{"active":false}"#
        );
        server.refresh(&tokens.refresh).fails(400, "invalid_grant");
    }
    let form = format!(
        "grant_type=password&username=jane&password={}",
        encoded(PASSWORD)
    );
    server.token_answer(&form).fails(400, "invalid_grant");
    let third = server.signed_in("jane", new, EVERYTHING);
    assert_eq!(server.admits("/users/me/", &third.access), 200);
    let third = Tokens::of(&server.refresh(&third.refresh));
    assert_eq!(server.admits("/users/me/", &third.access), 200);
    assert_eq!(server.admits("/users/me/", &demo.access), 200);
}

#[test]
fn a_disabled_account_is_forbidden_and_refreshes_nothing() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let tokens = demo(&server);
    let database = rusqlite::Connection::open(folder.database()).expect("the same file");
    let set = |disabled: bool| {
        let update = "UPDATE accounts SET disabled = ?1 WHERE username = 'johndoe'";
        assert_eq!(database.execute(update, [disabled]).expect("a row"), 1);
    };
    set(true);
    assert_eq!(server.admits("/users/me/", &tokens.access), 403);
    server.refresh(&tokens.refresh).fails(400, "invalid_grant");
    // Enabled again, the account has to sign in again.
    set(false);
    assert_eq!(server.admits("/users/me/", &tokens.access), 401);
    server.refresh(&tokens.refresh).fails(400, "invalid_grant");
    demo(&server);
}

#[test]
fn what_was_answered_survives_a_sudden_end() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let (kept, ended, spent) = (demo(&server), demo(&server), demo(&server));
    let revoked = demo(&server);
    assert_eq!(server.revoke(&revoked.access).status, 200);
    assert_eq!(server.revoke(&ended.refresh).status, 200);
    let current = Tokens::of(&server.refresh(&spent.refresh));
    assert_eq!(sign_up(&server, &account("jane", PASSWORD)).status, 201);
    // SIGKILL.
    server.stop();
    let server = Server::start(&mut folder.flagship());
    assert_eq!(server.admits("/users/me/", &kept.access), 200);
    for dead in [&revoked, &ended] {
        assert_eq!(server.admits("/users/me/", &dead.access), 401);
    }
    server.refresh(&ended.refresh).fails(400, "invalid_grant");
    server.signed_in("jane", PASSWORD, "");
    Tokens::of(&server.refresh(&kept.refresh));
    server.refresh(&kept.refresh).fails(400, "invalid_grant");
    assert_eq!(server.admits("/users/me/", &kept.access), 401);
    assert_eq!(server.admits("/users/me/", &current.access), 200);
    server.refresh(&spent.refresh).fails(400, "invalid_grant");
    server.refresh(&current.refresh).fails(400, "invalid_grant");
    assert_eq!(server.admits("/users/me/", &current.access), 401);
}

#[test]
fn a_file_of_the_version_before_works_and_keeps_its_accounts() {
    let folder = Folder::new();
    drop(Server::start(&mut folder.flagship()));
    let database = rusqlite::Connection::open(folder.database()).expect("the same file");
    database
        .execute_batch(
            "ALTER TABLE accounts DROP COLUMN password_set_at;
             DROP TABLE families;
             DROP TABLE revoked;",
        )
        .expect("the old form");
    drop(database);
    for _ in 0..2 {
        let server = Server::start(&mut folder.flagship());
        let tokens = demo(&server);
        assert_eq!(server.admits("/users/me/", &tokens.access), 200);
        let tokens = Tokens::of(&server.refresh(&tokens.refresh));
        assert_eq!(server.revoke(&tokens.refresh).status, 200);
        assert_eq!(server.admits("/users/me/", &tokens.access), 401);
    }
    let server = Server::start(&mut folder.flagship());
    let tokens = demo(&server);
    let changed = change_password(&server, &tokens.access, "secret", PASSWORD);
    assert_eq!(changed.status, 204, "{}", changed.body);
    assert_eq!(server.admits("/users/me/", &tokens.access), 401);
}

/// As OpenSSL writes it: of a key of Ed25519 the private half alone (RFC 8410, section 7).
fn pem(key: &rcgen::KeyPair) -> String {
    if !key.is_compatible(&rcgen::PKCS_ED25519) {
        return key.serialize_pem();
    }
    let der = key.serialize_der();
    let head = [
        0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ];
    let head = [&[0x30, 0x2e], &head[..]].concat();
    let der = STANDARD.encode([&head, &der[16..48]].concat());
    format!("-----BEGIN PRIVATE KEY-----\n{der}\n-----END PRIVATE KEY-----\n")
}

#[test]
fn a_signing_key_is_published_by_its_public_half() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let by_secret = demo(&server);
    let answer = server.get("/.well-known/jwks.json", &[]);
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (200, r#"{"keys":[]}"#)
    );
    assert_eq!(answer.all("content-type"), ["application/jwk-set+json"]);
    drop(server);
    for (algorithm, made, name, curve) in [
        (
            Algorithm::ES256,
            &rcgen::PKCS_ECDSA_P256_SHA256,
            "ES256",
            "P-256",
        ),
        (Algorithm::EdDSA, &rcgen::PKCS_ED25519, "EdDSA", "Ed25519"),
    ] {
        let key = rcgen::KeyPair::generate_for(made).expect("a key");
        let file = folder.path().join("2026-11.pem");
        std::fs::write(&file, pem(&key)).expect("a new file");
        let server = Server::start(folder.flagship().arg("--signing-key").arg(&file));
        let set = server.get("/.well-known/jwks.json", &[]).json();
        let [jwk] = set["keys"].as_array().expect("an array").as_slice() else {
            panic!("{set}");
        };
        let member = |name: &str| jwk[name].as_str().unwrap_or_default();
        assert_eq!(
            [member("alg"), member("crv"), member("kid")],
            [name, curve, "2026-11"]
        );
        let point = [member("x"), member("y")].map(|half| URL_SAFE_NO_PAD.decode(half));
        let point = point.map(|half| half.expect("base64")).concat();
        let raw = key.public_key_raw();
        // A point of P-256 is preceded by a byte that says that it is whole.
        assert_eq!(raw[raw.len() - point.len()..], point);
        assert!(raw.len() - point.len() <= 1);
        let members = jwk.as_object().expect("an object").keys();
        assert!(members.into_iter().all(|name| name != "d"), "{jwk}");

        let tokens = demo(&server);
        assert_eq!(server.admits("/users/me/", &tokens.access), 200);
        assert_eq!(server.admits("/users/me/", &by_secret.access), 401);
        let header = jsonwebtoken::decode_header(&tokens.access).expect("a header");
        assert_eq!(header.kid.as_deref(), Some("2026-11"));
        let jwk = serde_json::from_value(jwk.clone()).expect("a key");
        let key = DecodingKey::from_jwk(&jwk).expect("a key");
        let mut validation = Validation::new(algorithm);
        validation.set_issuer(&["items-api"]);
        validation.set_audience(&["items-api"]);
        let token = jsonwebtoken::decode::<Value>(&tokens.access, &key, &validation);
        assert_eq!(token.expect("a token").claims["sub"], "johndoe");
    }
    let file = folder.path().join("rubbish.pem");
    std::fs::write(&file, "rubbish").expect("a new file");
    let said = server::fails(folder.flagship().arg("--signing-key").arg(&file), 1);
    assert!(said.contains("--signing-key"), "{said}");
    let said = server::fails(folder.flagship().args(["--signing-key", "nowhere.pem"]), 1);
    assert!(said.contains("nowhere.pem"), "{said}");
}

#[test]
fn nothing_that_the_token_endpoints_answer_is_kept() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let tokens = demo(&server);
    let client = as_client(CLIENT, CLIENT_SECRET);
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let basic = [form[0], ("Authorization", &client)];
    let wrong = as_client(CLIENT, "wrong");
    let wrong = [form[0], ("Authorization", &wrong)];
    let malformed = [form[0], ("Authorization", "Basic x")];
    let json = [("Content-Type", "application/json")];
    let grant = "grant_type=client_credentials";
    let token = format!("token={}", tokens.access);
    let long = format!("token={}", "x".repeat(20 * 1024));
    let mut seen = std::collections::BTreeSet::new();
    for path in ["/token", "/revoke", "/introspect"] {
        for headers in [&form[..], &basic, &wrong, &malformed, &json, &[]] {
            for body in ["", grant, &token, &long, "token=%FF", "a=1&a=2"] {
                let answer = server.call("POST", path, headers, body);
                let case = format!("{path} {headers:?} {}", answer.status);
                assert_eq!(answer.all("cache-control"), ["no-store"], "{case}");
                assert_eq!(answer.all("pragma"), ["no-cache"], "{case}");
                seen.insert((path, answer.status));
            }
        }
    }
    for path in ["/token", "/revoke", "/introspect"] {
        for status in [200, 400, 401] {
            assert!(seen.contains(&(path, status)), "{path} {status}");
        }
    }
}

#[test]
fn nothing_of_a_token_or_a_secret_is_logged() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    assert_eq!(sign_up(&server, &account("jane", PASSWORD)).status, 201);
    let first = server.signed_in("jane", PASSWORD, EVERYTHING);
    let second = Tokens::of(&server.refresh(&first.refresh));
    let own = Tokens::of(&service(&server, "items:read"));
    let in_form =
        format!("grant_type=client_credentials&client_id={CLIENT}&client_secret={CLIENT_SECRET}");
    Tokens::of(&server.token_answer(&in_form));
    let wrong = "a-wrong-client-secret-0123";
    let form = format!(
        "token={}&client_id={CLIENT}&client_secret={wrong}",
        own.access
    );
    assert_eq!(server.form("/introspect", &[], &form).status, 401);
    assert_eq!(server.admits("/users/me/", &second.access), 200);
    assert_eq!(server.admits("/items/", &own.access), 200);
    introspect(&server, &second.access);
    let guess = "grant_type=password&username=jane&password=a+wrong+guess";
    server.token_answer(guess).fails(400, "invalid_grant");
    let new = "another 12 wardrobe of moths";
    let answer = change_password(&server, &second.access, "a-wrong-current", new);
    assert_eq!(answer.status, 422);
    let answer = change_password(&server, &second.access, PASSWORD, new);
    assert_eq!(answer.status, 204);
    // A used one, and an unknown one.
    server.refresh(&first.refresh).fails(400, "invalid_grant");
    assert_eq!(server.revoke(&second.access).status, 200);
    assert_eq!(server.revoke(&second.refresh).status, 200);
    assert_eq!(server.admits("/users/me/", "x.y.z"), 401);
    let log = server.stop();
    assert!(log.contains("DEBUG") && log.contains("no token"), "{log}");
    let tails = [&first, &second, &own].map(|tokens| {
        let (_, signature) = tokens.access.rsplit_once('.').expect("a signature");
        signature.to_owned()
    });
    let mut secrets = vec![
        SECRET,
        CLIENT_SECRET,
        wrong,
        PASSWORD,
        "moth+wardrobe",
        "moth%20wardrobe",
        new,
        "a-wrong-current",
        "wrong+guess",
        "wrong guess",
        "$argon2",
        &first.refresh,
        &second.refresh,
    ];
    secrets.extend(tails.iter().map(String::as_str));
    let basic = STANDARD.encode(format!("{CLIENT}:{CLIENT_SECRET}"));
    secrets.push(&basic);
    for secret in secrets {
        assert!(!log.contains(secret), "`{secret}` is in the log:\n{log}");
    }
}

#[test]
fn of_many_that_redeem_a_refresh_token_at_once_one_is_served() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let tokens = demo(&server);
    let answers: Vec<_> = std::thread::scope(|scope| {
        let attempts: Vec<_> = (0..16)
            .map(|_| scope.spawn(|| server.refresh(&tokens.refresh)))
            .collect();
        let attempts = attempts.into_iter();
        attempts
            .map(|attempt| attempt.join().expect("no panic"))
            .collect()
    });
    let (won, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!(won.len(), 1);
    for answer in refused {
        answer.fails(400, "invalid_grant");
    }
    // The others were reuse: whoever has the new one has nothing.
    let tokens = Tokens::of(won[0]);
    server.refresh(&tokens.refresh).fails(400, "invalid_grant");
    assert_eq!(server.admits("/users/me/", &tokens.access), 401);
}

#[test]
fn who_guesses_passwords_is_held_off() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    // Names that exist and names that do not alike.
    for name in ["johndoe", "nobody"] {
        let form = format!("grant_type=password&username={name}&password=guess");
        let mut refused = 0;
        let held = (0..20).map(|_| server.token_answer(&form)).find(|answer| {
            refused += usize::from(answer.status == 400);
            answer.status != 400
        });
        let held = held.expect("it is held off");
        assert_eq!(held.status, 429, "{name}: {}", held.body);
        // The first delay is a second, which the server may have spent on hashing.
        assert!((5..10).contains(&refused), "{name}: {refused}");
        let wait: u64 = held.all("retry-after")[0].parse().expect("seconds");
        assert!((1..=60).contains(&wait), "{wait}");
        assert_eq!(held.all("cache-control"), ["no-store"]);
    }
    // Not even the right password is looked at, wherever it says that it comes from.
    let form = "grant_type=password&username=johndoe&password=secret";
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("X-Forwarded-For", "203.0.113.7"),
        ("Forwarded", "for=203.0.113.7"),
    ];
    assert_eq!(server.call("POST", "/token", &headers, form).status, 429);
}

#[test]
fn a_new_account_inherits_no_log_in_of_an_old_one() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let body = r#"{"username": "jane", "email": "jane@example.com", "full_name": "Jane Doe",
        "password": "moth wardrobe 47 lamps"}"#;
    assert_eq!(sign_up(&server, body).status, 201);
    let old = server.signed_in("jane", "moth wardrobe 47 lamps", "users:read");
    let database = rusqlite::Connection::open(folder.database()).expect("the same file");
    // An hour goes by, and the account with it.
    database
        .execute_batch(
            "DELETE FROM accounts WHERE username = 'jane';
            UPDATE families SET authenticated_at = authenticated_at - 3600 * 1000000000;",
        )
        .expect("the tables");
    assert_eq!(sign_up(&server, body).status, 201);
    server.refresh(&old.refresh).fails(400, "invalid_grant");
    let new = server.signed_in("jane", "moth wardrobe 47 lamps", "users:read");
    assert_eq!(server.admits("/users/me/", &new.access), 200);
    assert_eq!(server.refresh(&new.refresh).status, 200);
}

#[test]
fn a_refresh_token_is_no_access_token_nor_the_reverse() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let tokens = demo(&server);
    let presented = format!("Bearer {}", tokens.refresh);
    let refused = server.get("/users/me/", &[("Authorization", &presented)]);
    let challenge = r#"Bearer realm="items-api", scope="users:read", error="invalid_token""#;
    refused.refused(401, &[challenge]);
    server.refresh(&tokens.access).fails(400, "invalid_grant");
    // Neither attempt has spent or ended anything.
    assert_eq!(server.admits("/users/me/", &tokens.access), 200);
    assert_eq!(server.refresh(&tokens.refresh).status, 200);
}
