//! The flagship on PostgreSQL, as a process.

use std::process::Command;

use items_api::accounts::{Accounts, Switch};
use serde_json::json;

use crate::{
    connected, opened,
    postgres::{PASSWORD, Postgres},
    server::{Folder, Server, fails},
};

const DEMO: &str = "grant_type=password&username=johndoe&password=secret";

fn flagship(folder: &Folder, url: &str) -> Command {
    let mut command = folder.flagship();
    command.args(["--database", url]);
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_share_accounts_and_log_no_password() {
    let Some(postgres) = Postgres::start(&[]) else {
        return;
    };
    let url = postgres.url("postgres");
    let folder = Folder::new();
    let one = Server::start(&mut flagship(&folder, &url));
    let other = Server::start(&mut flagship(&folder, &url));
    let token = one.bearer("users:read");
    let presented = [("Authorization", token.as_str())];
    assert_eq!(
        other.get("/users/me/", &presented).json()["username"],
        "johndoe"
    );
    for name in ["J%C3%BCrgen", "nobody", "%F0%9F%98%80"] {
        let form = format!("grant_type=password&username={name}&password=secret");
        let answer = other.token_answer(&form);
        assert_eq!(answer.json()["error"], "invalid_grant", "{name}");
    }
    // Demo accounts are marked, also here.
    let database = opened(&url).await;
    for (demo, is_found) in [(false, false), (true, true)] {
        let accounts = Accounts::new(database.clone(), demo);
        let found = accounts
            .find("johndoe".to_owned())
            .await
            .expect("it answers");
        assert_eq!(found.is_some(), is_found);
    }
    let [tenant, name] = ["acme", "johndoe"].map(str::to_owned);
    let accounts = Accounts::new(database, true);
    let disabled = accounts.set_disabled(tenant, name, true);
    assert_eq!(disabled.await.expect("it answers"), Switch::Done);
    one.get("/users/me/", &presented).refused(403, &[]);
    assert!(!folder.database().exists(), "another database is used");
    for server in [one, other] {
        assert_eq!(server.get("/users/me/", &[]).status, 401);
        let log = server.stop();
        assert!(log.contains("refused"), "{log}");
        for secret in [PASSWORD, "a%2Fb", "$argon2", "secret", &token[7..]] {
            assert!(!log.contains(secret), "`{secret}` is in the log:\n{log}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_the_version_before_works_and_keeps_its_accounts() {
    let Some(postgres) = Postgres::start(&[]) else {
        return;
    };
    let url = postgres.url("postgres");
    let folder = Folder::new();
    drop(Server::start(&mut flagship(&folder, &url)));
    let client = connected(&url).await;
    for statement in [
        "ALTER TABLE accounts DROP COLUMN password_set_at",
        "UPDATE accounts SET full_name = 'Kept' WHERE username = 'johndoe'",
    ] {
        client.batch_execute(statement).await.expect("it answers");
    }
    // The second one finds nothing to do.
    for _ in 0..2 {
        let server = Server::start(&mut flagship(&folder, &url));
        let token = server.bearer("users:read");
        let answer = server.get("/users/me/", &[("Authorization", &token)]);
        assert_eq!(answer.json()["full_name"], "Kept", "{}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_may_come_from_the_environment() {
    let Some(postgres) = Postgres::start(&[]) else {
        return;
    };
    let url = postgres.url("postgres");
    let (account, rest) = url.split_once('@').expect("an account");
    let (account, _) = account.rsplit_once(':').expect("a password");
    let bare = format!("{account}@{rest}");
    let folder = Folder::new();
    let said = fails(flagship(&folder, &bare).env_remove("PGPASSWORD"), 1);
    assert!(said.contains("password missing"), "{said}");
    let server = Server::start(flagship(&folder, &bare).env("PGPASSWORD", PASSWORD));
    assert_eq!(server.token_answer(DEMO).status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_database_is_silent_the_answer_is_503() {
    let Some(postgres) = Postgres::start(&[]) else {
        return;
    };
    let folder = Folder::new();
    let server = Server::start(&mut flagship(&folder, &postgres.url("postgres")));
    let token = server.bearer("users:read");
    let presented = [("Authorization", token.as_str())];
    postgres.hold();
    server.get("/users/me/", &presented).refused(503, &[]);
    let answer = server.token_answer(DEMO);
    assert_eq!(
        (answer.status, answer.json()["error"].clone()),
        (503, json!("temporarily_unavailable"))
    );
    // What needs no database does not notice.
    assert_eq!(server.get("/health", &[]).status, 200);
    postgres.release();
    assert_eq!(server.get("/users/me/", &presented).status, 200);
    assert_eq!(server.token_answer(DEMO).status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_tls_is_believed_only_with_a_certificate_that_is_trusted() {
    let Some(mut postgres) = Postgres::start(&[]) else {
        return;
    };
    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    let folder = Folder::new();
    let trusted = folder.path().join("trusted.pem");
    std::fs::write(&trusted, own.cert.pem()).expect("a new file");
    postgres.kill();
    for (name, content) in [
        ("server.crt", own.cert.pem()),
        ("server.key", own.signing_key.serialize_pem()),
    ] {
        let file = postgres.data().join(name);
        std::fs::write(&file, content).expect("a new file");
        postgres.hand_over(&file);
    }
    postgres.set("ssl=on");
    postgres.restart();
    let url = postgres.url("postgres");
    for mode in ["require", "verify-full", "prefer"] {
        let url = format!("{url}?sslmode={mode}");
        let said = fails(&mut flagship(&folder, &url), 1);
        assert!(said.contains("certificate"), "{mode}: {said}");
        let server = Server::start(flagship(&folder, &url).env("SSL_CERT_FILE", &trusted));
        assert_eq!(server.token_answer(DEMO).status, 200, "{mode}");
        let query = "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
            WHERE application_name = 'items-api'";
        let encrypted = connected(&format!("{}?sslmode=disable", postgres.url("postgres"))).await;
        let encrypted = encrypted.query_one(query, &[]).await.expect("it answers");
        assert_eq!(encrypted.get::<_, Option<bool>>(0), Some(true), "{mode}");
    }
}

#[test]
fn a_file_is_whole_without_its_log_after_a_clean_end() {
    let folder = Folder::new();
    let mut server = Server::start(&mut folder.flagship());
    let answer = server.token_answer(DEMO);
    assert_eq!(answer.status, 200, "{}", answer.body);
    server.signal("TERM");
    server.ended();
    let copy = folder.path().join("copy.sqlite");
    std::fs::copy(folder.database(), &copy).expect("a file");
    let server = Server::start(
        folder
            .flagship()
            .arg("--no-demo")
            .arg("--database")
            .arg(&copy),
    );
    assert_eq!(server.token_answer(DEMO).status, 400);
    drop(server);
    let copy = rusqlite::Connection::open(copy).expect("a file");
    let query = "SELECT count(*) FROM accounts";
    let accounts: i64 = copy
        .query_row(query, [], |row| row.get(0))
        .expect("a table");
    assert_eq!(accounts, 5);
}
