//! What belongs to a tenant: nobody else reaches it, and some of it its owner alone.
#![allow(missing_docs)]

mod server;

use serde_json::{Value, json};
use server::{Answer, CLIENT, CLIENT_SECRET, Folder, Server, Tokens, encoded};

const ITEMS: &str = "items:read items:write";
const PASSWORD: &str = "moth wardrobe 47 lamps";

/// The routes below a tenant; `{id}` is the number of an item.
const ROUTES: [(&str, &str); 5] = [
    ("GET", "items/"),
    ("POST", "items/"),
    ("GET", "items/{id}"),
    ("PUT", "items/{id}"),
    ("DELETE", "items/{id}"),
];

fn call(server: &Server, access: &str, method: &str, path: &str, body: &str) -> Answer {
    let presented = format!("Bearer {access}");
    let headers = [
        ("Authorization", presented.as_str()),
        ("Content-Type", "application/json"),
    ];
    server.call(method, path, &headers, body)
}

fn spoons(quantity: u32) -> String {
    json!({ "name": "spoon", "quantity": quantity }).to_string()
}

/// The number of a new item.
fn created(server: &Server, access: &str, tenant: &str) -> String {
    let path = format!("/{tenant}/items/");
    let answer = call(server, access, "POST", &path, &spoons(12));
    assert_eq!(answer.status, 201, "{}", answer.body);
    let item = answer.json();
    item["item_id"].as_str().expect("a number").to_owned()
}

fn listed(server: &Server, access: &str, path: &str) -> Vec<Value> {
    let answer = call(server, access, "GET", path, "");
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json().as_array().expect("an array").clone()
}

fn sign_up(server: &Server, name: &str) -> Tokens {
    let form = json!({
        "username": name, "email": "jane@example.com", "full_name": "Jane Doe",
        "password": PASSWORD,
    });
    let json = ("Content-Type", "application/json");
    let answer = server.call("POST", "/users/", &[json], &form.to_string());
    assert_eq!(answer.status, 201, "{}", answer.body);
    server.signed_in(name, PASSWORD, ITEMS)
}

fn change(folder: &Folder, statement: &str) {
    let database = rusqlite::Connection::open(folder.database()).expect("the same file");
    database.execute_batch(statement).expect("the tables");
}

fn is_absent(answer: &Answer, case: &str) {
    assert_eq!(answer.status, 404, "{case}: {}", answer.body);
    assert_eq!(answer.all("www-authenticate").len(), 0, "{case}");
}

#[test]
fn nobody_reaches_another_tenant_by_any_route() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let john = server.signed_in("johndoe", "secret", ITEMS);
    let id = created(&server, &john.access, "acme");
    let client = format!(
        "client_id={CLIENT}&client_secret={}",
        encoded(CLIENT_SECRET)
    );
    let service = format!(
        "grant_type=client_credentials&{client}&scope={}",
        encoded(ITEMS)
    );
    let mut forged = john.access.clone();
    forged.replace_range(forged.len() - 8.., "AAAAAAAA");
    let edsger = server.signed_in("edsger", "secret5", ITEMS);
    let grace = server.signed_in("grace", "secret4", ITEMS);
    let namesake = sign_up(&server, "acme");
    let service = Tokens::of(&server.token_answer(&service));
    for (method, path) in ROUTES {
        let path = path.replace("{id}", &id);
        let at = |tenant: &str| format!("/{tenant}/{path}");
        for (caller, tokens) in [
            ("a member of another", &edsger),
            ("an admin of another", &grace),
            ("whose name is that of the tenant", &namesake),
            ("the service", &service),
        ] {
            let case = format!("{method} {path} as {caller}");
            let foreign = call(&server, &tokens.access, method, &at("acme"), &spoons(1));
            is_absent(&foreign, &case);
            let unknown = call(&server, &tokens.access, method, &at("nowhere"), &spoons(1));
            is_absent(&unknown, &case);
            assert_eq!(foreign.body, unknown.body, "{case}");
        }
        let nobody = server.call(method, &at("acme"), &[], &spoons(1));
        assert_eq!(nobody.status, 401, "{method} {path}");
        let forged = call(&server, &forged, method, &at("acme"), &spoons(1));
        assert_eq!(forged.status, 401, "{method} {path}");
        let john = server.signed_in("johndoe", "secret", "users:read");
        let narrow = call(&server, &john.access, method, &at("acme"), &spoons(1));
        assert_eq!(narrow.status, 403, "{method} {path}");
    }
    let whole = json!({ "item_id": id, "owner": "johndoe", "name": "spoon", "quantity": 12 });
    assert_eq!(listed(&server, &john.access, "/acme/items/"), [whole]);
    // Each has its own, where the number of another's item is nothing.
    for (tokens, tenant) in [
        (&edsger, "globex"),
        (&grace, "globex"),
        (&namesake, "~acme"),
    ] {
        let own = created(&server, &tokens.access, tenant);
        assert_ne!(own, id);
        for (method, path) in ROUTES.into_iter().skip(2) {
            let path = format!("/{tenant}/{}", path.replace("{id}", &id));
            let answer = call(&server, &tokens.access, method, &path, &spoons(1));
            is_absent(&answer, &format!("{method} {path}"));
        }
    }
    assert_eq!(listed(&server, &grace.access, "/globex/items/").len(), 2);
    assert_eq!(listed(&server, &namesake.access, "/~acme/items/").len(), 1);
}

#[test]
fn a_tenant_is_its_exact_name() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let john = server.signed_in("johndoe", "secret", ITEMS);
    let id = created(&server, &john.access, "acme");
    // One name, written in two ways.
    for same in ["acme", "%61cme"] {
        let path = format!("/{same}/items/");
        assert_eq!(listed(&server, &john.access, &path).len(), 1, "{same}");
    }
    for other in [
        "ACME",
        "acme%20",
        "%20acme",
        "acme%00",
        "acme%2F",
        "acme%2Fitems",
        "acme%2F..%2Facme",
        "acme;x",
        "acme,globex",
        "%2561cme",
        "*",
        "~",
        "~johndoe",
        "null",
        "globex/../acme",
    ] {
        for path in [format!("/{other}/items/"), format!("/{other}/items/{id}")] {
            let answer = call(&server, &john.access, "GET", &path, "");
            is_absent(&answer, &path);
        }
    }
    for unreadable in ["//items/", "/%FF/items/", "/acme/items/%FF"] {
        call(&server, &john.access, "GET", unreadable, "").refused(400, &[]);
    }
    for number in ["0", "-1", "x", "%20", "1.0", "99999999999999999999", "%00"] {
        let path = format!("/acme/items/{number}");
        is_absent(&call(&server, &john.access, "GET", &path, ""), &path);
    }
    // Who is moved is at once where they belong, and nowhere else.
    change(
        &folder,
        "UPDATE accounts SET tenant = 'globex' WHERE username = 'johndoe'",
    );
    is_absent(
        &call(&server, &john.access, "GET", "/acme/items/", ""),
        "moved",
    );
    assert_eq!(
        listed(&server, &john.access, "/globex/items/"),
        [] as [Value; 0]
    );
    change(
        &folder,
        "UPDATE accounts SET tenant = NULL WHERE username = 'johndoe'",
    );
    for path in ["/acme/items/", "/globex/items/", "/~johndoe/items/"] {
        is_absent(&call(&server, &john.access, "GET", path, ""), path);
    }
}

#[test]
fn an_item_is_its_owners_to_change_and_a_moderators_to_remove() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    change(
        &folder,
        "UPDATE accounts SET disabled = 0 WHERE username = 'alice'",
    );
    let moderator = server.signed_in("johndoe", "secret", ITEMS);
    let member = server.signed_in("alice", "secret2", ITEMS);
    let admin = server.signed_in("ada", "secret3", ITEMS);
    let johns = created(&server, &moderator.access, "acme");
    let alices = created(&server, &member.access, "acme");
    let adas = created(&server, &admin.access, "acme");
    let at = |id: &str| format!("/acme/items/{id}");
    let put = |tokens: &Tokens, id: &str| call(&server, &tokens.access, "PUT", &at(id), &spoons(7));
    let delete = |tokens: &Tokens, id: &str| call(&server, &tokens.access, "DELETE", &at(id), "");
    for (tokens, id) in [
        (&member, &johns),
        (&member, &adas),
        (&moderator, &alices),
        (&admin, &alices),
        (&admin, &johns),
    ] {
        put(tokens, id).problem(403);
        // Before anybody looks at what was sent.
        call(&server, &tokens.access, "PUT", &at(id), "{").problem(403);
        let kept = call(&server, &member.access, "GET", &at(id), "").json();
        assert_eq!(kept["quantity"], 12, "{kept}");
    }
    call(&server, &member.access, "PUT", &at(&alices), "{").problem(422);
    let document = server.get("/openapi.json", &[]).json();
    let of_items = &document["paths"]["/{tenant}/items/{item_id}"];
    assert_eq!(of_items["put"]["x-checks"], json!(["is_owner"]));
    assert_eq!(of_items["delete"]["x-checks"], json!(["may_remove"]));
    let answer = put(&member, &alices);
    let changed = json!({ "item_id": alices, "owner": "alice", "name": "spoon", "quantity": 7 });
    assert_eq!((answer.status, &answer.json()), (200, &changed));
    // A number has one way to be written.
    for other in [
        format!("+{alices}"),
        format!("0{alices}"),
        format!("%2B{alices}"),
    ] {
        is_absent(
            &call(&server, &member.access, "GET", &at(&other), ""),
            &other,
        );
        is_absent(&delete(&moderator, &other), &other);
    }
    // All of the tenant see it.
    for tokens in [&member, &moderator, &admin] {
        let seen = call(&server, &tokens.access, "GET", &at(&alices), "");
        assert_eq!((seen.status, &seen.json()), (200, &changed));
    }
    delete(&member, &johns).problem(403);
    let gone = delete(&moderator, &alices);
    assert_eq!((gone.status, gone.body.as_str()), (204, ""));
    is_absent(&delete(&moderator, &alices), "it is gone");
    is_absent(&put(&member, &alices), "it is gone");
    // The role counts as the account has it now, whatever its token was issued for.
    change(
        &folder,
        "UPDATE accounts SET role = 'member' WHERE username = 'johndoe'",
    );
    delete(&moderator, &adas).problem(403);
    assert_eq!(delete(&moderator, &johns).status, 204);
    assert_eq!(delete(&admin, &adas).status, 204);
    // No number is given twice.
    let next: u64 = created(&server, &member.access, "acme")
        .parse()
        .expect("a number");
    assert!(next > adas.parse().expect("a number"));
}

#[test]
fn what_is_wrong_with_an_item_is_named_field_by_field() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let john = server.signed_in("johndoe", "secret", ITEMS);
    let id = created(&server, &john.access, "acme");
    let long = "hunter2".repeat(15);
    for (body, expected) in [
        (
            json!({ "name": "", "quantity": -1 }),
            vec!["name", "quantity"],
        ),
        (json!({ "name": "hunter2\n", "quantity": 1 }), vec!["name"]),
        (json!({ "name": long, "quantity": 1 }), vec!["name"]),
        (
            json!({ "name": "x", "quantity": 1_000_001 }),
            vec!["quantity"],
        ),
        (json!({ "name": "x", "quantity": 1.5 }), vec!["body"]),
        (json!({ "name": "x", "quantity": "1" }), vec!["body"]),
        (json!({ "name": "x" }), vec!["body"]),
        (json!({ "name": null, "quantity": 1 }), vec!["body"]),
        (json!([]), vec!["body"]),
    ] {
        for (method, path) in [
            ("POST", "/acme/items/"),
            ("PUT", &format!("/acme/items/{id}")),
        ] {
            let answer = call(&server, &john.access, method, path, &body.to_string());
            answer.problem(422);
            let problem = answer.json();
            let errors = problem["errors"].as_array().expect("an array").iter();
            let mut fields: Vec<_> = errors.map(|wrong| wrong["field"].as_str()).collect();
            fields.sort_unstable();
            let expected: Vec<_> = expected.iter().map(|field| Some(*field)).collect();
            assert_eq!(fields, expected, "{method} {body}");
            assert!(!answer.body.contains("hunter2"), "{}", answer.body);
        }
    }
    // Whose it is and where is not for the body to say.
    let body =
        r#"{"name": "fork", "quantity": 3, "owner": "ada", "tenant": "globex", "item_id": "9"}"#;
    let answer = call(&server, &john.access, "POST", "/acme/items/", body);
    assert_eq!(
        (answer.status, &answer.json()["owner"]),
        (201, &json!("johndoe"))
    );
    assert_eq!(listed(&server, &john.access, "/acme/items/").len(), 2);
}

#[test]
fn a_long_list_of_items_comes_in_pages() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let john = server.signed_in("johndoe", "secret", ITEMS);
    change(
        &folder,
        "WITH RECURSIVE numbers (number) AS
            (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 240)
         INSERT INTO items (id, tenant, owner, name, quantity)
         SELECT number, iif(number % 2, 'acme', 'globex'), 'johndoe', 'spoon', number FROM numbers",
    );
    let mut seen: Vec<i64> = Vec::new();
    for expected in [100, 20, 0] {
        let after = seen
            .last()
            .map_or(String::new(), |last| format!("?after={last}"));
        let page = listed(&server, &john.access, &format!("/acme/items/{after}"));
        assert_eq!(page.len(), expected, "{after}");
        seen.extend(
            page.iter()
                .map(|item| item["quantity"].as_i64().expect("a number")),
        );
    }
    assert_eq!(seen, (1..=240).step_by(2).collect::<Vec<_>>());
    for wrong in [
        "?after=x",
        "?after=",
        "?after=1&after=2",
        "?after=99999999999999999999",
    ] {
        let path = format!("/acme/items/{wrong}");
        call(&server, &john.access, "GET", &path, "").problem(422);
    }
}

#[test]
fn a_new_account_inherits_no_item_of_an_old_one() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let jane = sign_up(&server, "jane");
    let joe = sign_up(&server, "joe");
    created(&server, &jane.access, "~jane");
    created(&server, &joe.access, "~joe");
    // A name that is taken takes nothing from who has it.
    let form = json!({
        "username": "jane", "email": "jane@example.com", "full_name": "J", "password": PASSWORD,
    });
    let headers = [("Content-Type", "application/json")];
    let again = server.call("POST", "/users/", &headers, &form.to_string());
    assert_eq!(again.status, 409, "{}", again.body);
    assert_eq!(listed(&server, &jane.access, "/~jane/items/").len(), 1);
    change(&folder, "DELETE FROM accounts WHERE username = 'jane'");
    let jane = sign_up(&server, "jane");
    assert_eq!(listed(&server, &jane.access, "/~jane/items/").len(), 0);
    assert_eq!(listed(&server, &joe.access, "/~joe/items/").len(), 1);
}

#[test]
fn nobody_signs_up_into_a_tenant_where_another_is() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let jane = sign_up(&server, "jane");
    created(&server, &jane.access, "~jane");
    change(
        &folder,
        "UPDATE accounts SET username = 'janet' WHERE username = 'jane'",
    );
    let form = json!({
        "username": "jane", "email": "joe@example.com", "full_name": "Joe", "password": PASSWORD,
    });
    let headers = [("Content-Type", "application/json")];
    let taken = server.call("POST", "/users/", &headers, &form.to_string());
    assert_eq!(taken.status, 409, "{}", taken.body);
    let janet = server.signed_in("janet", PASSWORD, ITEMS);
    assert_eq!(listed(&server, &janet.access, "/~jane/items/").len(), 1);
    // Once nobody is there, what is left is nobody's.
    change(&folder, "DELETE FROM accounts WHERE username = 'janet'");
    let jane = sign_up(&server, "jane");
    assert_eq!(listed(&server, &jane.access, "/~jane/items/").len(), 0);
}

#[test]
fn what_others_left_in_a_tenant_of_ones_own_is_not_there() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    change(
        &folder,
        "INSERT INTO items (tenant, owner, name, quantity) VALUES
            ('~jane', 'joe', 'letter', 1), ('acme', 'joe', 'spoon', 1)",
    );
    let jane = sign_up(&server, "jane");
    assert_eq!(listed(&server, &jane.access, "/~jane/items/").len(), 0);
    let john = server.signed_in("johndoe", "secret", ITEMS);
    assert_eq!(listed(&server, &john.access, "/acme/items/").len(), 1);
}
