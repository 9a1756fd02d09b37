//! Who reaches the flagship from where: demo accounts, addresses, origins.
#![allow(missing_docs)]

mod server;

use std::{net::TcpListener, process::Command};

use serde_json::json;
use server::{Folder, ORIGIN, Server, fails};

const DEMO: &str = "grant_type=password&username=johndoe&password=secret&scope=users:read";

fn everywhere(folder: &Folder) -> Command {
    let mut command = folder.flagship();
    command.args(["--listen", "0.0.0.0:0"]);
    command
}

#[test]
fn demo_accounts_count_on_loopback_or_when_asked_for() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let token = server.bearer("users:read");
    drop(server);

    let server = Server::start(&mut everywhere(&folder));
    let answer = server.token_answer(DEMO);
    assert_eq!(
        (answer.status, answer.json()["error"].clone()),
        (400, json!("invalid_grant"))
    );
    let challenge = r#"Bearer realm="items-api", scope="users:read", error="invalid_token""#;
    server
        .get("/users/me/", &[("Authorization", &token)])
        .refused(401, &[challenge]);
    drop(server);

    let server = Server::start(everywhere(&folder).arg("--demo"));
    assert_eq!(server.token_answer(DEMO).status, 200);
    drop(server);

    let server = Server::start(folder.flagship().arg("--no-demo"));
    assert_eq!(server.token_answer(DEMO).status, 400);
}

#[test]
fn demo_accounts_in_a_file_from_before_the_mark_are_marked() {
    let folder = Folder::new();
    drop(Server::start(&mut folder.flagship()));
    let database = rusqlite::Connection::open(folder.database()).expect("the same file");
    database
        .execute_batch(
            "ALTER TABLE accounts RENAME TO marked;
             CREATE TABLE accounts (
                 username TEXT PRIMARY KEY,
                 email TEXT NOT NULL,
                 full_name TEXT NOT NULL,
                 disabled INTEGER NOT NULL,
                 password_hash TEXT NOT NULL,
                 scopes TEXT NOT NULL
             ) STRICT;
             INSERT INTO accounts
                 SELECT username, email, full_name, disabled, password_hash, scopes FROM marked;
             INSERT INTO accounts
                 SELECT 'erika', email, full_name, disabled, password_hash, scopes
                 FROM marked WHERE username = 'johndoe';
             DROP TABLE marked;",
        )
        .expect("the old form");
    drop(database);

    for _ in 0..2 {
        let server = Server::start(&mut everywhere(&folder));
        assert_eq!(server.token_answer(DEMO).status, 400);
        let own = DEMO.replace("johndoe", "erika");
        assert_eq!(server.token_answer(&own).status, 200);
    }
    let server = Server::start(&mut folder.flagship());
    assert_eq!(server.token_answer(DEMO).status, 200);
}

#[test]
fn beyond_loopback_it_warns_that_nothing_is_encrypted() {
    let folder = Folder::new();
    let warning = "travel in the clear";
    let log = Server::start(&mut folder.flagship()).stop();
    assert!(!log.contains(warning), "{log}");
    let log = Server::start(&mut everywhere(&folder)).stop();
    assert!(log.contains(warning), "{log}");
}

#[test]
fn it_listens_on_ipv6() {
    if TcpListener::bind("[::1]:0").is_err() {
        return; // a machine without IPv6
    }
    let folder = Folder::new();
    let server = Server::start(folder.flagship().args(["--listen", "[::1]:0"]));
    assert!(server.address.starts_with("[::1]:"), "{}", server.address);
    assert_eq!(server.token_answer(DEMO).status, 200);
}

#[test]
fn an_address_that_cannot_be_had_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let folder = Folder::new();
    let said = fails(folder.flagship().args(["--listen", &address]), 1);
    assert!(said.contains(&address), "{said}");
    assert!(said.contains("in use"), "{said}");
    for wrong in ["8000", "localhost", "::1:8000", "127.0.0.1:99999"] {
        let said = fails(folder.flagship().args(["--listen", wrong]), 2);
        assert!(said.contains(&format!("`--listen {wrong}`")), "{said}");
    }
}

#[test]
fn rubbish_among_the_origins_stops_the_start() {
    let folder = Folder::new();
    for wrong in [
        "*",
        "null",
        "app.example.com",
        "https://*.example.com",
        "https://app.example.com/",
        "https://app.example.com/path",
        "https://user@app.example.com",
        "https://app example.com",
        "ftp://app.example.com",
        "javascript:alert(1)",
    ] {
        let listed = format!("{ORIGIN},{wrong}");
        let said = fails(folder.flagship().env("ALLOWED_ORIGINS", listed), 2);
        assert!(said.contains("ALLOWED_ORIGINS"), "{wrong}: {said}");
        assert!(said.contains(&format!("`{wrong}`")), "{wrong}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn origins_that_are_not_text_stop_the_start() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = Folder::new();
    let listed = std::ffi::OsStr::from_bytes(b"https://app.example.com\xff");
    let said = fails(folder.flagship().env("ALLOWED_ORIGINS", listed), 2);
    assert!(said.contains("ALLOWED_ORIGINS"), "{said}");
}

#[test]
fn listed_origins_alone_pass_a_preflight_and_read_answers() {
    let folder = Folder::new();
    let listed = "https://App.example.com, https://other.example.com:8443";
    let server = Server::start(folder.flagship().env("ALLOWED_ORIGINS", listed));
    let preflight = |origin: &str| {
        let headers = [
            ("Origin", origin),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization"),
        ];
        server.call("OPTIONS", "/items/", &headers, "")
    };
    for origin in ["https://app.example.com", "https://other.example.com:8443"] {
        let answer = preflight(origin);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.all("access-control-allow-origin"), [origin]);
        let allowed = answer.all("access-control-allow-headers").join(",");
        assert!(allowed.contains("authorization"), "{allowed}");
        let allowed = answer.all("access-control-allow-methods").join(",");
        for method in ["GET", "POST", "PUT", "DELETE"] {
            assert!(allowed.contains(method), "{allowed}");
        }
        // A page must be able to read why it was refused.
        let answer = server.get("/items/", &[("Origin", origin)]);
        answer.refused(401, &[r#"Bearer realm="items-api", scope="items:read""#]);
        assert_eq!(answer.all("access-control-allow-origin"), [origin]);
        assert_eq!(
            answer.all("access-control-expose-headers"),
            ["www-authenticate"]
        );
        assert_eq!(answer.all("access-control-allow-credentials").len(), 0);
    }
    for origin in [
        "https://evil.example",
        "null",
        "http://app.example.com",
        "https://app.example.com.evil.example",
        "https://other.example.com",
    ] {
        assert_eq!(
            preflight(origin).all("access-control-allow-origin").len(),
            0
        );
        let answer = server.get("/items/", &[("Origin", origin)]);
        assert_eq!(answer.status, 401);
        assert_eq!(answer.all("access-control-allow-origin").len(), 0);
    }
}

#[test]
fn a_token_of_a_renamed_account_is_refused() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let token = server.bearer("users:read");
    let as_owner = [("Authorization", token.as_str())];
    assert_eq!(server.get("/users/me/", &as_owner).status, 200);
    let database = rusqlite::Connection::open(folder.database()).expect("the same file");
    let rename = "UPDATE accounts SET username = 'jane' WHERE username = 'johndoe'";
    assert_eq!(database.execute(rename, []).expect("an account"), 1);
    let challenge = r#"Bearer realm="items-api", scope="users:read", error="invalid_token""#;
    server
        .get("/users/me/", &as_owner)
        .refused(401, &[challenge]);
}
