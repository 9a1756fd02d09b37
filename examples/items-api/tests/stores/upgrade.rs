//! Databases from before tenants and roles.

use items_api::{accounts::Accounts, database::Database, items::Items};
use serde_json::json;

use crate::{
    Both, connected, opened,
    server::{Server, encoded},
};

/// Runs statements of both databases behind the flagship's back.
async fn run(location: &str, statements: &str) {
    if location.contains("://") {
        let client = connected(location).await;
        client.batch_execute(statements).await.expect("it answers");
    } else {
        let database = rusqlite::Connection::open(location).expect("the same file");
        database.execute_batch(statements).expect("it answers");
    }
}

async fn place(database: &Database, username: &str) -> (String, String) {
    let accounts = Accounts::new(database.clone(), true);
    let found = accounts.find(username.to_owned()).await;
    let account = found.expect("it answers").expect("an account");
    let tenant = account.user.tenant().expect("a tenant").to_owned();
    (tenant, account.role)
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_from_before_tenants_get_one_and_no_power() {
    let both = Both::new();
    for location in both.locations() {
        let start = || Server::start(both.folder.flagship().args(["--database", &location]));
        let server = start();
        for name in ["ann", "acme"] {
            let form = json!({
                "username": name, "email": "ann@example.com", "full_name": "Ann",
                "password": "moth wardrobe 47 lamps",
            });
            let json = ("Content-Type", "application/json");
            let answer = server.call("POST", "/users/", &[json], &form.to_string());
            assert_eq!(answer.status, 201, "{}", answer.body);
        }
        drop(server);
        // Somebody had the name of an admin who is for demonstration today.
        let before = "DROP TABLE items;
            DROP INDEX accounts_tenant;
            DROP INDEX accounts_folded;
            ALTER TABLE accounts DROP COLUMN tenant;
            ALTER TABLE accounts DROP COLUMN role;
            DELETE FROM accounts WHERE username IN ('edsger', 'grace');
            UPDATE accounts SET demo = FALSE WHERE username = 'ada';";
        run(&location, before).await;
        for _ in 0..2 {
            let server = start();
            for (name, password) in [("johndoe", "secret"), ("ann", "moth wardrobe 47 lamps")] {
                let form = format!(
                    "grant_type=password&username={name}&password={}",
                    encoded(password)
                );
                assert_eq!(server.token_answer(&form).status, 200, "{name}");
            }
        }
        run(
            &location,
            "DROP INDEX accounts_tenant; DROP INDEX accounts_folded;",
        )
        .await;
        let database = opened(&location).await;
        let items = Items::new(database.clone());
        assert_eq!(items.of_tenant("acme", 0).await.expect("it answers"), []);
        for (name, tenant, role) in [
            ("johndoe", "acme", "moderator"),
            ("alice", "acme", "member"),
            ("grace", "globex", "admin"),
            ("edsger", "globex", "member"),
            ("ann", "~ann", "member"),
            ("acme", "~acme", "member"),
            ("ada", "~ada", "member"),
        ] {
            let expected = (tenant.to_owned(), role.to_owned());
            assert_eq!(place(&database, name).await, expected, "{name}");
        }
    }
}
