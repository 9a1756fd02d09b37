//! What needs a log-in of late: a token alone is not enough (RFC 9470).
#![allow(missing_docs)]

mod server;

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use serde_json::json;
use server::{Answer, Folder, Server, Tokens, claims};

const PATH: &str = "/users/me/email";

const STALE: &str = r#"Bearer realm="items-api", scope="users:write", error="insufficient_user_authentication", max_age="300""#;

fn john(server: &Server) -> Tokens {
    server.signed_in("johndoe", "secret", "users:read users:write")
}

fn sent(server: &Server, access: &str, body: &str) -> Answer {
    let presented = format!("Bearer {access}");
    let headers = [
        ("Authorization", presented.as_str()),
        ("Content-Type", "application/json"),
    ];
    server.call("PUT", PATH, &headers, body)
}

fn email(address: &str) -> String {
    json!({ "email": address }).to_string()
}

fn kept(server: &Server, access: &str) -> String {
    let presented = format!("Bearer {access}");
    let answer = server.get("/users/me/", &[("Authorization", &presented)]);
    answer.json()["email"].as_str().expect("a text").to_owned()
}

/// So many seconds go by for what was kept of log-ins.
fn wait(folder: &Folder, seconds: u32) {
    let database = rusqlite::Connection::open(folder.database()).expect("the same file");
    let statement = format!(
        "UPDATE accounts SET password_set_at = password_set_at - {seconds} * 1000000000;
         UPDATE families SET authenticated_at = authenticated_at - {seconds} * 1000000000;"
    );
    database.execute_batch(&statement).expect("the tables");
}

#[test]
fn an_old_log_in_is_asked_for_the_password_and_a_new_one_is_served() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let first = john(&server);
    wait(&folder, 310);
    let old = Tokens::of(&server.refresh(&first.refresh));
    // The token is new, and the log-in is not.
    let said = claims(&old.access);
    let number = |name: &str| said[name].as_u64().expect("seconds");
    assert!(number("iat") >= number("auth_time") + 300, "{said}");
    let refused = sent(&server, &old.access, &email("thief@example.com"));
    refused.refused(401, &[STALE]);
    assert_eq!(kept(&server, &old.access), "johndoe@example.com");
    // Renewed over and over, it stays old.
    let old = Tokens::of(&server.refresh(&old.refresh));
    sent(&server, &old.access, &email("thief@example.com")).refused(401, &[STALE]);
    let fresh = john(&server);
    let answer = sent(&server, &fresh.access, &email("john@example.org"));
    assert_eq!(
        (answer.status, answer.json()),
        (
            200,
            json!({
                "username": "johndoe", "email": "john@example.org", "full_name": "John Doe",
                "disabled": false,
            })
        )
    );
    assert_eq!(answer.all("cache-control"), ["no-store"]);
    // Of the old log-in nothing else has ended.
    assert_eq!(kept(&server, &old.access), "john@example.org");
}

#[test]
fn four_minutes_are_not_too_long_and_renewed_tokens_count_from_the_log_in() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let first = john(&server);
    wait(&folder, 240);
    let renewed = Tokens::of(&server.refresh(&first.refresh));
    let answer = sent(&server, &renewed.access, &email("john@example.org"));
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[test]
fn a_new_address_is_refused_before_its_body_is_looked_at() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let plain = r#"Bearer realm="items-api", scope="users:write""#;
    let json = ("Content-Type", "application/json");
    server
        .call("PUT", PATH, &[json], "{")
        .refused(401, &[plain]);
    let invalid = format!("{plain}, error=\"invalid_token\"");
    sent(&server, "x.y.z", "{").refused(401, &[&invalid]);
    let first = john(&server);
    let lacking = format!("{plain}, error=\"insufficient_scope\"");
    let narrow = server.signed_in("johndoe", "secret", "users:read");
    sent(&server, &narrow.access, "{").refused(403, &[&lacking]);
    wait(&folder, 310);
    let old = Tokens::of(&server.refresh(&first.refresh));
    sent(&server, &old.access, "{").refused(401, &[STALE]);
}

#[test]
fn what_is_no_address_is_named_and_not_repeated() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let john = john(&server);
    let long = format!("{}@example.com", "hunter2".repeat(40));
    for wrong in [
        "",
        "hunter2",
        "hunter2@",
        "hunter2@example.com\r\nBcc: joe@example.com",
        "hunter2\0@example.com",
        &long,
    ] {
        let answer = sent(&server, &john.access, &email(wrong));
        assert_eq!(answer.status, 422, "{wrong:?}: {}", answer.body);
        assert_eq!(answer.json()["errors"][0]["field"], "email", "{wrong:?}");
        assert!(!answer.body.contains("hunter2"), "{}", answer.body);
    }
    for wrong in ["", "{}", "[]", r#"{"email": 1}"#, r#"{"email": null}"#] {
        let answer = sent(&server, &john.access, wrong);
        assert_eq!(answer.status, 422, "{wrong:?}: {}", answer.body);
        assert_eq!(answer.json()["errors"][0]["field"], "body", "{wrong:?}");
    }
    assert_eq!(kept(&server, &john.access), "johndoe@example.com");
}

/// A request whose head was admitted and whose body has yet to come.
fn begun(server: &Server, access: &str, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(&server.address).expect("it listens");
    let head = format!(
        "PUT {PATH} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {access}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        server.address,
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("it reads");
    let go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    let mut said = vec![0; go_on.len()];
    stream.read_exact(&mut said).expect("it is admitted");
    assert_eq!(said, go_on.as_bytes());
    stream
}

#[test]
fn what_ends_a_log_in_ends_its_request_under_way_too() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let sent = |path: &str, access: &str, body: serde_json::Value| {
        let presented = format!("Bearer {access}");
        let headers = [
            ("Authorization", presented.as_str()),
            ("Content-Type", "application/json"),
        ];
        let answer = server.call("PUT", path, &headers, &body.to_string());
        assert_eq!(answer.status, 204, "{}", answer.body);
    };
    let body = email("thief@example.com");
    let thief = john(&server);
    let mut stolen = begun(&server, &thief.access, &body);
    let new = "moth wardrobe 47 lamps";
    let passwords = json!({ "current_password": "secret", "new_password": new });
    sent("/users/me/password", &john(&server).access, passwords);
    stolen.write_all(body.as_bytes()).expect("it reads");
    Answer::read(&mut stolen).problem(503);

    let anew = server.signed_in("johndoe", new, "users:read users:write");
    assert_eq!(kept(&server, &anew.access), "johndoe@example.com");
    let mut disabled = begun(&server, &anew.access, &body);
    let admin = server.signed_in("ada", "secret3", "accounts:write");
    let path = "/admin/users/johndoe/disabled";
    sent(path, &admin.access, json!({ "disabled": true }));
    disabled.write_all(body.as_bytes()).expect("it reads");
    Answer::read(&mut disabled).problem(503);

    sent(path, &admin.access, json!({ "disabled": false }));
    let anew = server.signed_in("johndoe", new, "users:read users:write");
    assert_eq!(kept(&server, &anew.access), "johndoe@example.com");
}
