//! What admins may do, with whose accounts, and what nobody else may.
#![allow(missing_docs)]

mod server;

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use serde_json::{Value, json};
use server::{Answer, CLIENT, CLIENT_SECRET, Folder, Server, Tokens, encoded};

const EVERYTHING: &str =
    "users:read users:write items:read items:write accounts:read accounts:write";

const LIST: &str = "/admin/users/";

fn ada(server: &Server) -> Tokens {
    server.signed_in("ada", "secret3", EVERYTHING)
}

fn call(server: &Server, access: &str, method: &str, path: &str, body: &str) -> Answer {
    let presented = format!("Bearer {access}");
    let headers = [
        ("Authorization", presented.as_str()),
        ("Content-Type", "application/json"),
    ];
    server.call(method, path, &headers, body)
}

fn set(server: &Server, admin: &Tokens, username: &str, disabled: bool) -> Answer {
    let path = format!("/admin/users/{username}/disabled");
    let body = json!({ "disabled": disabled }).to_string();
    call(server, &admin.access, "PUT", &path, &body)
}

fn change(folder: &Folder, statement: &str) {
    let database = rusqlite::Connection::open(folder.database()).expect("the same file");
    database.execute_batch(statement).expect("the tables");
}

fn names(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let listed = answer.json();
    let listed = listed.as_array().expect("an array").iter();
    let name = |account: &Value| account["username"].as_str().expect("a name").to_owned();
    listed.map(name).collect()
}

fn is_absent(answer: &Answer) {
    answer.refused(404, &[]);
}

#[test]
fn an_admin_sees_the_accounts_of_the_own_tenant_alone() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let answer = call(&server, &ada(&server).access, "GET", LIST, "");
    assert_eq!(answer.all("cache-control"), ["no-store"]);
    let of = |username: &str, full_name: &str, role: &str, disabled: bool| {
        json!({
            "username": username, "full_name": full_name, "tenant": "acme", "role": role,
            "disabled": disabled,
        })
    };
    assert_eq!(
        answer.json(),
        json!([
            of("ada", "Ada of Acme", "admin", false),
            of("alice", "Alice Wonderson", "member", true),
            of("johndoe", "John Doe", "moderator", false),
        ])
    );
    let grace = server.signed_in("grace", "secret4", "accounts:read");
    let answer = call(&server, &grace.access, "GET", LIST, "");
    assert_eq!(names(&answer), ["edsger", "grace"]);
    // Who belongs nowhere sees nobody, not even others that belong nowhere.
    change(
        &folder,
        "UPDATE accounts SET tenant = NULL WHERE username IN ('grace', 'edsger')",
    );
    is_absent(&call(&server, &grace.access, "GET", LIST, ""));
}

#[test]
fn a_long_list_comes_in_pages() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    change(
        &folder,
        "WITH RECURSIVE numbers (number) AS
            (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 240)
         INSERT INTO accounts (username, email, full_name, disabled, password_hash, scopes, tenant)
         SELECT printf('n%03d', number), '', '', 0, '', '', iif(number % 2, 'acme', 'globex')
         FROM numbers",
    );
    let admin = ada(&server);
    let mut seen: Vec<String> = Vec::new();
    for expected in [100, 23, 0] {
        let after = seen
            .last()
            .map_or_else(String::new, |last| format!("?after={}", encoded(last)));
        let page = call(&server, &admin.access, "GET", &format!("{LIST}{after}"), "");
        let page = names(&page);
        assert_eq!(page.len(), expected, "{after}");
        seen.extend(page);
    }
    let odd = (1..=240).step_by(2).map(|number| format!("n{number:03}"));
    let others = ["ada", "alice", "johndoe"].map(str::to_owned);
    let all: Vec<_> = others.into_iter().chain(odd).collect();
    assert_eq!(seen, all);
    for nothing in ["?after=%00", "?after=zzz"] {
        let page = call(
            &server,
            &admin.access,
            "GET",
            &format!("{LIST}{nothing}"),
            "",
        );
        assert_eq!(names(&page), Vec::<String>::new(), "{nothing}");
    }
    let twice = call(
        &server,
        &admin.access,
        "GET",
        "/admin/users/?after=a&after=b",
        "",
    );
    assert_eq!(twice.status, 422, "{}", twice.body);
    assert_eq!(twice.json()["errors"][0]["field"], "query");
}

#[test]
fn who_is_no_admin_is_forbidden() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let routes = [
        ("GET", LIST, "accounts:read"),
        ("PUT", "/admin/users/johndoe/disabled", "accounts:write"),
    ];
    // A moderator who could be granted the scopes too, and had their tokens while an admin.
    change(
        &folder,
        "UPDATE accounts SET role = 'admin',
            scopes = 'users:read accounts:read accounts:write' WHERE username = 'johndoe'",
    );
    let former = server.signed_in("johndoe", "secret", EVERYTHING);
    assert_eq!(server.admits(LIST, &former.access), 200);
    change(
        &folder,
        "UPDATE accounts SET role = 'moderator' WHERE username = 'johndoe'",
    );
    let member = server.signed_in("edsger", "secret5", EVERYTHING);
    let client = format!(
        "client_id={CLIENT}&client_secret={}",
        encoded(CLIENT_SECRET)
    );
    let service = format!("grant_type=client_credentials&{client}");
    let service = Tokens::of(&server.token_answer(&service));
    for (method, path, scope) in routes {
        for tokens in [&former, &member, &service] {
            call(&server, &tokens.access, method, path, "{}").refused(403, &[]);
        }
        let challenge = format!("Bearer realm=\"items-api\", scope=\"{scope}\"");
        server
            .call(method, path, &[], "{}")
            .refused(401, &[&challenge]);
        // An admin's token does no more than it was granted.
        let others = EVERYTHING.replace(scope, "");
        let narrow = server.signed_in("ada", "secret3", &others);
        let lacking = format!("{challenge}, error=\"insufficient_scope\"");
        call(&server, &narrow.access, method, path, "{}").refused(403, &[&lacking]);
    }
    assert_eq!(server.admits("/users/me/", &former.access), 200);
}

#[test]
fn who_signs_up_has_no_power_over_anybody() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let json = ("Content-Type", "application/json");
    // What else is asked for is not given.
    let form = json!({
        "username": "acme", "email": "jane@example.com", "full_name": "Jane Doe",
        "password": "moth wardrobe 47 lamps", "role": "admin", "tenant": "acme",
        "scopes": EVERYTHING,
    });
    let answer = server.call("POST", "/users/", &[json], &form.to_string());
    assert_eq!(answer.status, 201, "{}", answer.body);
    let jane = server.signed_in("acme", "moth wardrobe 47 lamps", EVERYTHING);
    assert_eq!(jane.scope, "users:read users:write items:read items:write");
    call(&server, &jane.access, "GET", LIST, "").refused(403, &[]);
    // Nor has an admin of a tenant of that name any over them.
    assert_eq!(
        names(&call(&server, &ada(&server).access, "GET", LIST, "")).len(),
        3
    );
    is_absent(&set(&server, &ada(&server), "acme", true));
}

#[test]
fn nobody_has_a_name_that_clients_take_out_of_a_path() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    // `/admin/users/../disabled` is `/admin/disabled` to a browser, however the dots are written.
    for (name, status) in [
        (".", 422),
        ("..", 422),
        ("...", 422),
        ("..a", 201),
        ("-.", 201),
    ] {
        let form = json!({
            "username": name, "email": "jane@example.com", "full_name": "Jane Doe",
            "password": "moth wardrobe 47 lamps",
        });
        let json = ("Content-Type", "application/json");
        let answer = server.call("POST", "/users/", &[json], &form.to_string());
        assert_eq!(answer.status, status, "{name}: {}", answer.body);
    }
}

#[test]
fn a_disabled_account_is_out_at_once_and_has_to_sign_in_again() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let admin = ada(&server);
    let [used, unused] = [(); 2].map(|()| server.signed_in("johndoe", "secret", EVERYTHING));
    for tokens in [&used, &unused] {
        assert_eq!(server.admits("/users/me/", &tokens.access), 200);
    }
    for _ in 0..2 {
        assert_eq!(set(&server, &admin, "johndoe", true).status, 204);
        assert_eq!(server.admits("/users/me/", &used.access), 403);
    }
    server.refresh(&used.refresh).fails(400, "invalid_grant");
    let sign_in = "grant_type=password&username=johndoe&password=secret&scope=users:read";
    server.token_answer(sign_in).fails(400, "invalid_grant");
    let listed = call(&server, &admin.access, "GET", LIST, "").json();
    assert_eq!(listed[2]["disabled"], true, "{listed}");
    assert_eq!(set(&server, &admin, "johndoe", false).status, 204);
    for tokens in [&used, &unused] {
        assert_eq!(server.admits("/users/me/", &tokens.access), 401);
        server.refresh(&tokens.refresh).fails(400, "invalid_grant");
    }
    let anew = Tokens::of(&server.token_answer(sign_in));
    assert_eq!(server.admits("/users/me/", &anew.access), 200, "at once");
    // Enabled once more, it stays signed in.
    assert_eq!(set(&server, &admin, "johndoe", false).status, 204);
    assert_eq!(server.admits("/users/me/", &anew.access), 200);
}

#[test]
fn an_account_of_another_tenant_looks_absent_and_stays_as_it_is() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let john = server.signed_in("johndoe", "secret", "users:read");
    let grace = server.signed_in("grace", "secret4", EVERYTHING);
    let absent = set(&server, &grace, "nobody", true);
    is_absent(&absent);
    for name in [
        "johndoe",
        "ada",
        "alice",
        CLIENT,
        "%00",
        "%FF",
        "%2F",
        "edsger%20",
        "Edsger",
    ] {
        for disabled in [true, false] {
            let answer = set(&server, &grace, name, disabled);
            is_absent(&answer);
            assert_eq!(answer.body, absent.body, "{name}");
        }
    }
    assert_eq!(server.admits("/users/me/", &john.access), 200);
    let listed = call(&server, &ada(&server).access, "GET", LIST, "").json();
    let disabled: Vec<_> = listed.as_array().expect("an array").iter().collect();
    let disabled: Vec<_> = disabled
        .iter()
        .map(|account| &account["disabled"])
        .collect();
    assert_eq!(disabled, [false, true, false]);
    assert_eq!(set(&server, &grace, "edsger", true).status, 204);
    change(
        &folder,
        "UPDATE accounts SET tenant = NULL WHERE username = 'grace'",
    );
    is_absent(&set(&server, &grace, "edsger", false));
}

#[test]
fn the_last_admin_of_a_tenant_stays() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let admin = ada(&server);
    let is_kept = |answer: &Answer| {
        answer.refused(409, &[]);
    };
    // The admin of another tenant is none of this one; a disabled one cannot enable anybody.
    is_kept(&set(&server, &admin, "ada", true));
    change(
        &folder,
        "UPDATE accounts SET role = 'admin' WHERE username = 'alice'",
    );
    is_kept(&set(&server, &admin, "ada", true));
    // Nor can one that lacks the scope, or has others that sound like it.
    for scopes in [
        "",
        "users:read accounts:read",
        "Accounts:Write xaccounts:write accounts:writex",
    ] {
        let statement = format!(
            "UPDATE accounts SET role = 'admin', scopes = '{scopes}' WHERE username = 'johndoe'"
        );
        change(&folder, &statement);
        is_kept(&set(&server, &admin, "ada", true));
    }
    assert_eq!(server.admits(LIST, &admin.access), 200);
    assert_eq!(set(&server, &admin, "ada", false).status, 204);
    change(
        &folder,
        "UPDATE accounts SET role = 'admin', scopes = 'accounts:write' WHERE username = 'johndoe'",
    );
    let other = server.signed_in("johndoe", "secret", EVERYTHING);
    assert_eq!(set(&server, &admin, "ada", true).status, 204);
    assert_eq!(server.admits(LIST, &admin.access), 403);
    is_kept(&set(&server, &other, "johndoe", true));
    for again in ["ada", "alice"] {
        assert_eq!(set(&server, &other, again, true).status, 204, "{again}");
    }
    assert_eq!(set(&server, &other, "ada", false).status, 204);
    assert_eq!(set(&server, &other, "johndoe", true).status, 204);
}

#[test]
fn what_does_not_say_whether_is_named() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let admin = ada(&server);
    for body in [
        "",
        "{}",
        "[]",
        r#"{"disabled": "yes"}"#,
        r#"{"disabled": null}"#,
        "{\"disabled\"",
    ] {
        let path = "/admin/users/johndoe/disabled";
        let answer = call(&server, &admin.access, "PUT", path, body);
        assert_eq!(answer.status, 422, "{body}: {}", answer.body);
        assert_eq!(answer.json()["errors"][0]["field"], "body", "{body}");
    }
    let listed = call(&server, &admin.access, "GET", LIST, "").json();
    assert_eq!(listed[2]["disabled"], false);
}

#[test]
fn a_disabled_admin_enables_nobody_with_a_request_under_way() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    change(
        &folder,
        "UPDATE accounts SET role = 'admin', scopes = 'accounts:write' WHERE username = 'johndoe'",
    );
    let john = server.signed_in("johndoe", "secret", "accounts:write");
    let body = r#"{"disabled":false}"#;
    let begun = ["johndoe", "alice"].map(|username| {
        let mut stream = TcpStream::connect(&server.address).expect("it listens");
        let head = format!(
            "PUT /admin/users/{username}/disabled HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\
             Authorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Expect: 100-continue\r\n\r\n",
            server.address,
            john.access,
            body.len()
        );
        stream.write_all(head.as_bytes()).expect("it reads");
        let mut said = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
        stream.read_exact(&mut said).expect("it is admitted");
        stream
    });
    assert_eq!(set(&server, &ada(&server), "johndoe", true).status, 204);
    for mut stream in begun {
        stream.write_all(body.as_bytes()).expect("it reads");
        Answer::read(&mut stream).problem(503);
    }
    let listed = call(&server, &ada(&server).access, "GET", LIST, "").json();
    for account in [1, 2] {
        assert_eq!(listed[account]["disabled"], true, "{listed}");
    }
}
