//! New passwords, and the log-ins that they end.

use std::time::{Duration, SystemTime};

use items_api::accounts::{Account, Accounts, Creation, NewAccount, Switch};

use crate::{Both, connected, opened};

/// Keeps everybody from writing to the account of `ann` until it is let go.
enum Hold {
    Sqlite(rusqlite::Connection),
    Postgres(deadpool_postgres::tokio_postgres::Client),
}

impl Hold {
    async fn of(location: &str) -> Self {
        if location.contains("://") {
            let client = connected(location).await;
            let hold = "BEGIN; SELECT FROM accounts WHERE username = 'ann' FOR UPDATE";
            client.batch_execute(hold).await.expect("it answers");
            return Self::Postgres(client);
        }
        let connection = rusqlite::Connection::open(location).expect("the same file");
        let held = connection.execute_batch("BEGIN IMMEDIATE");
        held.expect("nobody else writes");
        Self::Sqlite(connection)
    }

    async fn end(self) {
        match self {
            Self::Sqlite(connection) => connection.execute_batch("ROLLBACK").expect("it answers"),
            Self::Postgres(client) => client.batch_execute("ROLLBACK").await.expect("it answers"),
        }
    }
}

async fn with_ann(location: &str) -> Accounts {
    let accounts = Accounts::new(opened(location).await, false);
    let account = NewAccount {
        username: "ann".to_owned(),
        email: "ann@example.com".to_owned(),
        full_name: "Ann".to_owned(),
        password_hash: "old".to_owned(),
        scopes: "items:read".to_owned(),
        tenant: "acme".to_owned(),
        role: "member".to_owned(),
    };
    let created = accounts.create(account).await;
    assert_eq!(created.expect("it answers"), Creation::Created);
    accounts
}

async fn ann(accounts: &Accounts) -> Account {
    let found = accounts.find("ann".to_owned()).await;
    found.expect("it answers").expect("an account")
}

async fn change(accounts: &Accounts, old: &str, new: &str) -> bool {
    let [name, old, new] = ["ann", old, new].map(str::to_owned);
    let changed = accounts.change_password(name, old, new).await;
    changed.expect("it answers")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_what_the_old_one_opened_until_it_was_stored() {
    let both = Both::new();
    for location in both.locations() {
        let accounts = with_ann(&location).await;
        let hold = Hold::of(&location).await;
        let changing = tokio::spawn({
            let accounts = accounts.clone();
            async move { change(&accounts, "old", "new").await }
        });
        // An admin disables the account, and waits behind it.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let disabling = tokio::spawn({
            let accounts = accounts.clone();
            let [tenant, name] = ["acme", "ann"].map(str::to_owned);
            async move { accounts.set_disabled(tenant, name, true).await }
        });
        // As long as a database may make others wait, less what a slow machine needs.
        tokio::time::sleep(Duration::from_millis(1400)).await;
        let at = SystemTime::now();
        assert_eq!(ann(&accounts).await.password_hash, "old", "{location}");
        hold.end().await;
        assert!(changing.await.expect("no panic"), "{location}");
        let disabled = disabling.await.expect("no panic");
        assert_eq!(disabled.expect("it answers"), Switch::Done, "{location}");
        let account = ann(&accounts).await;
        assert_eq!(account.password_hash, "new", "{location}");
        assert!(at < account.password_set_at, "{location}");
        let now = SystemTime::now();
        assert!(account.password_set_at <= now, "{location}: at once");
    }
}
