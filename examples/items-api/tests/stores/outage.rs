//! A database that is away, silent or busy: an error in time, and no more once it is back.

use std::{
    future::Future,
    pin::Pin,
    time::{Duration, Instant},
};

use axum_secured::tokens::TokenStore as _;
use items_api::{
    accounts::{Accounts, NewAccount},
    database::Database,
    items::{Content, Items},
};

use crate::{
    Both, connected, family, id, opened, postgres::Postgres, revoked, server::Folder, time, token,
};

/// What one call may take, with room for a slow machine: less than a request may.
const BOUND: Duration = Duration::from_secs(8);

type Call = Pin<Box<dyn Future<Output = Result<(), ()>> + Send>>;

fn call<T, E>(call: impl Future<Output = Result<T, E>> + Send + 'static) -> Call {
    Box::pin(async { call.await.map(drop).map_err(drop) })
}

/// Every call there is; `number` makes what they add unique.
fn calls(database: &Database, number: u8) -> Vec<(&'static str, Call)> {
    let mut calls = calls_for_accounts(database, number);
    calls.extend(calls_for_items(database, number));
    calls
}

fn calls_for_items(database: &Database, number: u8) -> Vec<(&'static str, Call)> {
    let items = || Items::new(database.clone());
    let items = (items(), items(), items(), items(), items());
    let content = |name: &str| Content {
        name: format!("{name} {number}"),
        quantity: 1,
    };
    let (new, other) = (content("new"), content("other"));
    vec![
        (
            "list items",
            call(async move { items.0.of_tenant("acme", 0).await }),
        ),
        (
            "find item",
            call(async move { items.1.find("acme", 1).await }),
        ),
        (
            "create item",
            call(async move { items.2.create("acme", "ann", new).await }),
        ),
        (
            "update item",
            call(async move { items.3.update("acme", 1, other).await }),
        ),
        (
            "remove item",
            call(async move { items.4.remove("acme", 2).await }),
        ),
    ]
}

fn calls_for_accounts(database: &Database, number: u8) -> Vec<(&'static str, Call)> {
    let accounts = Accounts::new(database.clone(), false);
    let database = || database.clone();
    let accounts = || accounts.clone();
    let store = (
        database(),
        database(),
        database(),
        database(),
        database(),
        database(),
    );
    let account = NewAccount {
        username: format!("bob {number}"),
        email: String::new(),
        full_name: String::new(),
        password_hash: "hash".to_owned(),
        scopes: String::new(),
        tenant: "acme".to_owned(),
        role: "member".to_owned(),
    };
    let kept = (
        accounts(),
        accounts(),
        accounts(),
        accounts(),
        accounts(),
        accounts(),
    );
    let text = str::to_owned;
    vec![
        (
            "begin",
            call(async move { store.0.begin(id(100 + number), family()).await }),
        ),
        ("find", call(async move { store.1.find(id(1)).await })),
        (
            "renew",
            call(async move { store.2.renew(id(1), token(0), token(0), time(1)).await }),
        ),
        ("end", call(async move { store.3.end(id(2)).await })),
        (
            "revoke",
            call(async move { store.4.revoke(revoked(1, 1), time(1)).await }),
        ),
        (
            "is_revoked",
            call(async move { store.5.is_revoked(&[revoked(1, 1)]).await }),
        ),
        (
            "find account",
            call(async move { kept.0.find(text("ann")).await }),
        ),
        ("create", call(async move { kept.1.create(account).await })),
        (
            "set_password_hash",
            call(async move {
                kept.2
                    .set_password_hash(text("ann"), text("x"), text("y"))
                    .await
            }),
        ),
        (
            "disable",
            call(async move { kept.3.set_disabled(text("acme"), text("ann"), true).await }),
        ),
        (
            "set_email",
            call(async move { kept.4.set_email(text("ann"), text("x"), time(1)).await }),
        ),
        (
            "list accounts",
            call(async move { kept.5.of_tenant(text("acme"), text("")).await }),
        ),
    ]
}

async fn all_answer(database: &Database, number: u8) {
    for (name, call) in calls(database, number) {
        assert!(call.await.is_ok(), "{name}");
    }
}

/// One after the other would take long; these are all the connections of a pool, and more.
async fn all_fail_in_time(database: &Database) {
    let started = Instant::now();
    let tasks: Vec<_> = calls(database, 0)
        .into_iter()
        .map(|(name, call)| {
            tokio::spawn(async move {
                assert!(call.await.is_err(), "{name} answers");
                assert!(started.elapsed() < BOUND, "{name}: {:?}", started.elapsed());
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("an error in time");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_is_an_error_until_it_is_back() {
    let Some(mut server) = Postgres::start(&[]) else {
        return;
    };
    let database = opened(&server.url("postgres")).await;
    for round in 1..=2 {
        all_answer(&database, round).await;
        tokio::task::block_in_place(|| server.kill());
        all_fail_in_time(&database).await;
        all_fail_in_time(&database).await;
        tokio::task::block_in_place(|| server.restart());
    }
    all_answer(&database, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_silent_is_an_error_until_it_speaks() {
    let Some(server) = Postgres::start(&[]) else {
        return;
    };
    let database = opened(&server.url("postgres")).await;
    for round in [1, 2] {
        all_answer(&database, round).await;
        server.hold();
        // These wait on connections that there are, the others on new ones.
        all_fail_in_time(&database).await;
        all_fail_in_time(&database).await;
        server.release();
    }
    all_answer(&database, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_that_go_away_take_no_connection_with_them() {
    let Some(server) = Postgres::start(&[]) else {
        return;
    };
    let url = server.url("postgres");
    let database = opened(&url).await;
    all_answer(&database, 1).await;
    server.hold();
    for number in 2..5 {
        for (_, call) in calls(&database, number) {
            let answer = tokio::time::timeout(Duration::from_millis(20), call).await;
            assert!(answer.is_err(), "it answers");
        }
    }
    server.release();
    all_answer(&database, 5).await;
    let client = connected(&url).await;
    let query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'items-api'";
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let there = client.query_one(query, &[]).await.expect("it answers");
        // As many as the pool holds.
        if there.get::<_, i64>(0) <= 8 {
            break;
        }
        assert!(Instant::now() < deadline, "{there:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_another_holds_is_an_error_for_those_that_want_it() {
    let Some(server) = Postgres::start(&[]) else {
        return;
    };
    let url = server.url("postgres");
    let database = opened(&url).await;
    database.begin(id(1), family()).await.expect("it answers");
    database.begin(id(2), family()).await.expect("it answers");
    let mut other = connected(&url).await;
    let change = other.transaction().await.expect("a transaction");
    let statement = "UPDATE families SET scope = 'admin' WHERE id = $1";
    let held = change.execute(statement, &[&id(1).as_slice()]).await;
    assert_eq!(held.expect("a row"), 1);
    // More than there are connections.
    let attempts: Vec<_> = (0..20)
        .map(|_| {
            let database = database.clone();
            let started = Instant::now();
            tokio::spawn(async move {
                let renewed = database.renew(id(1), token(0), token(1), time(1)).await;
                assert!(renewed.is_err());
                assert!(started.elapsed() < BOUND, "{:?}", started.elapsed());
            })
        })
        .collect();
    for attempt in attempts {
        attempt.await.expect("an error in time");
    }
    assert_eq!(
        database.find(id(1)).await.expect("it answers"),
        Some(family())
    );
    let renewed = database.renew(id(2), token(0), token(1), time(1)).await;
    assert!(renewed.expect("it answers"));
    change.rollback().await.expect("it answers");
    let renewed = database.renew(id(1), token(0), token(1), time(1)).await;
    assert!(
        renewed.expect("it answers"),
        "none of those was renewed later"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_another_process_holds_can_be_read_and_not_written() {
    let folder = Folder::new();
    let database = opened(folder.database().to_str().expect("UTF-8")).await;
    database.begin(id(1), family()).await.expect("it answers");
    let other = rusqlite::Connection::open(folder.database()).expect("the same file");
    other
        .execute_batch("BEGIN IMMEDIATE")
        .expect("nobody writes");
    let attempts: Vec<_> = (0..20)
        .map(|_| {
            let database = database.clone();
            let started = Instant::now();
            tokio::spawn(async move {
                let renewed = database.renew(id(1), token(0), token(1), time(1)).await;
                assert!(renewed.is_err());
                assert!(started.elapsed() < BOUND, "{:?}", started.elapsed());
            })
        })
        .collect();
    let started = Instant::now();
    assert_eq!(
        database.find(id(1)).await.expect("it answers"),
        Some(family())
    );
    assert!(
        started.elapsed() < Duration::from_secs(2),
        "it waits for the others"
    );
    for attempt in attempts {
        attempt.await.expect("an error in time");
    }
    other.execute_batch("ROLLBACK").expect("it holds it");
    all_answer(&database, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_that_start_at_once_make_the_tables_once() {
    let both = Both::new();
    for location in both.locations() {
        let instances: Vec<_> = (0..8)
            .map(|number: u8| {
                let location = location.clone();
                tokio::spawn(async move {
                    let database = opened(&location).await;
                    all_answer(&database, number).await;
                })
            })
            .collect();
        for instance in instances {
            instance.await.expect("it starts");
        }
    }
}

async fn refused(location: &str) -> String {
    match Database::open(location).await {
        Ok(_) => panic!("it opens"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_says_why_and_no_password() {
    let Some(server) = Postgres::start(&[]) else {
        return;
    };
    let url = server.url("postgres");
    let client = connected(&url).await;
    for statement in [
        "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0",
        "CREATE ROLE guest LOGIN PASSWORD 'guest'",
    ] {
        client.batch_execute(statement).await.expect("it answers");
    }
    let wrong = url.replace("owner:a", "owner:hunter2");
    let port = url.rsplit_once(':').expect("a port").1;
    for (location, reason) in [
        (server.url("latin"), "LATIN1 and has to be UTF8"),
        (server.url("nowhere"), "\"nowhere\" does not exist"),
        (server.url_of("guest", "postgres"), "permission denied"),
        (wrong, "password authentication failed"),
        (format!("{url}?sslmode=require"), "does not support TLS"),
        (format!("{url}?sslmode=verify-full"), "does not support TLS"),
        (
            "postgres://owner:hunter2@127.0.0.1:1/x".to_owned(),
            "refused",
        ),
        (
            "postgres://owner:hunter2@nowhere.invalid/x".to_owned(),
            "lookup",
        ),
    ] {
        let said = refused(&location).await;
        assert!(
            said.starts_with("the PostgreSQL database cannot be used: "),
            "{said}"
        );
        assert!(said.contains(reason), "{reason}: {said}");
        assert!(
            !said.contains("hunter2") && !said.contains("a%2F"),
            "{said}"
        );
    }
    // Of what is not understood, nothing is repeated.
    for location in [
        format!("postgres://owner:hunter2/x@127.0.0.1:{port}"),
        format!("postgres://owner:hunter2?x@127.0.0.1:{port}"),
        format!("postgres://owner:x@hunter2@127.0.0.1:{port}"),
        format!("postgres://owner:hunter2:{port}"),
        format!("{url}?passwd=hunter2"),
        format!("{url}?sslmode=hunter2"),
        format!("{url}?hunter2"),
        "mysql://owner:hunter2@127.0.0.1/x".to_owned(),
        "Postgres://owner:hunter2@127.0.0.1/x".to_owned(),
    ] {
        let said = refused(&location).await;
        assert!(!said.contains("hunter2"), "{said}");
        assert!(said.contains("URL"), "{said}");
    }
    // An account that may not make tables may use them.
    let database = opened(&url).await;
    all_answer(&database, 1).await;
    let grant = "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO guest";
    client.batch_execute(grant).await.expect("it answers");
    all_answer(&opened(&server.url_of("guest", "postgres")).await, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_used_is_named() {
    let folder = Folder::new();
    let rubbish = folder.path().join("rubbish");
    std::fs::write(&rubbish, "x".repeat(10_000)).expect("a new file");
    let missing = folder.path().join("missing").join("file");
    for file in [folder.path(), &rubbish, &missing] {
        let file = file.to_str().expect("UTF-8");
        let said = refused(file).await;
        let beginning = format!("the database `{file}` cannot be used: ");
        assert!(
            said.starts_with(&beginning) && said.len() > beginning.len(),
            "{said}"
        );
    }
    assert!(refused("").await.contains("no name"));
}
