//! What was answered is there after SIGKILL, and nothing is there by half.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
    sync::Mutex,
    time::{Duration, Instant},
};

use axum_secured::tokens::{Family, TokenStore as _};
use items_api::{
    accounts::{Accounts, Creation, NewAccount},
    database::Database,
};

use crate::{
    connected, family, id, opened, postgres::Postgres, revoked, server::Folder, time, token,
};

/// Where the child of a test keeps what it writes.
const STORM: &str = "ITEMS_API_TESTS_STORM";

const FAMILIES: u8 = 8;

/// Renews families and revokes as fast as it can, until the database fails; `done` hears what it has
/// answered.
async fn storm(database: &Database, done: impl Fn(u8, u32) + Clone + Send + 'static) {
    let tasks: Vec<_> = (0..FAMILIES)
        .map(|number| {
            let (database, done) = (database.clone(), done.clone());
            tokio::spawn(async move {
                for step in 1.. {
                    let renewed = database
                        .renew(id(number), token(step - 1), token(step), time(step))
                        .await;
                    match renewed {
                        Ok(renewed) => assert!(renewed, "{number} {step}"),
                        Err(_) => break,
                    }
                    let digest = revoked(number, step);
                    if database.revoke(digest, time(step)).await.is_err() {
                        break;
                    }
                    done(number, step);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
}

/// Whether every family was renewed some times.
fn are_enough(answered: &BTreeMap<u8, u32>) -> bool {
    answered.len() == usize::from(FAMILIES) && answered.values().all(|step| *step >= 20)
}

async fn begin(database: &Database) {
    for number in 0..FAMILIES {
        database
            .begin(id(number), family())
            .await
            .expect("it answers");
    }
}

/// Everything answered is there, and at most one step more, which nobody was told of.
async fn check(database: &Database, answered: &BTreeMap<u8, u32>) {
    assert_eq!(answered.len(), usize::from(FAMILIES), "{answered:?}");
    for (number, step) in answered {
        let found = database.find(id(*number)).await.expect("it answers");
        let found = found.expect("the family");
        let after = |step| Family {
            current: token(step),
            spent: Some((token(step - 1), time(step))),
            ..family()
        };
        assert!(
            [after(*step), after(step + 1)].contains(&found),
            "{number} {step}: {found:?}"
        );
        for step in 1..=*step {
            let is_there = database.is_revoked(&[revoked(*number, step)]).await;
            assert!(is_there.expect("it answers"), "{number} {step}");
        }
        let beyond = database.is_revoked(&[revoked(*number, step + 2)]).await;
        assert!(!beyond.expect("it answers"), "{number} {step}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_keeps_everything_when_it_is_opened_again() {
    let folder = Folder::new();
    let file = folder.database().display().to_string();
    for round in 0..3_u32 {
        let database = opened(&file).await;
        let accounts = Accounts::new(database.clone(), false);
        for before in 0..round {
            let account = accounts.find(format!("ann {before}")).await;
            let account = account.expect("it answers").expect("the account");
            assert_eq!(account.password_hash, "hash");
            let id = id(u8::try_from(before).expect("a small number"));
            assert_eq!(database.find(id).await.expect("it answers"), Some(family()));
            let is_there = database.is_revoked(&[revoked(1, before)]).await;
            assert!(is_there.expect("it answers"));
        }
        let account = NewAccount {
            username: format!("ann {round}"),
            email: String::new(),
            full_name: String::new(),
            password_hash: "hash".to_owned(),
            scopes: String::new(),
            tenant: "acme".to_owned(),
            role: "member".to_owned(),
        };
        let created = accounts.create(account).await.expect("it answers");
        assert_eq!(created, Creation::Created);
        let id = id(u8::try_from(round).expect("a small number"));
        database.begin(id, family()).await.expect("it answers");
        database
            .revoke(revoked(1, round), time(1))
            .await
            .expect("it answers");
    }
}

/// Does nothing by itself: it is what the next test starts and kills.
#[tokio::test(flavor = "multi_thread")]
async fn writes_until_it_is_killed() {
    let Ok(file) = std::env::var(STORM) else {
        return;
    };
    let database = opened(&file).await;
    storm(&database, |number, step| {
        let mut stdout = std::io::stdout().lock();
        let _ = writeln!(stdout, "answered {number} {step}");
        let _ = stdout.flush();
    })
    .await;
    panic!("the database failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_keeps_what_was_answered_when_the_process_is_killed() {
    let folder = Folder::new();
    let file = folder.database().display().to_string();
    begin(&opened(&file).await).await;
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args([
            "--exact",
            "durable::writes_until_it_is_killed",
            "--nocapture",
        ])
        .env(STORM, &file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
    let mut answered = BTreeMap::new();
    let mut is_killed = false;
    // Also what it said before it was killed and nobody has read yet.
    for line in lines.map_while(Result::ok) {
        // The harness writes on the same lines.
        let Some((_, line)) = line.split_once("answered ") else {
            continue;
        };
        let Some((number, step)) = line.split_once(' ') else {
            continue;
        };
        answered.insert(
            number.parse().expect("a number"),
            step.parse().expect("a number"),
        );
        if !is_killed && are_enough(&answered) {
            child.kill().expect("it runs");
            is_killed = true;
        }
    }
    assert!(is_killed, "it ended by itself");
    child.wait().expect("it ends");
    check(&opened(&file).await, &answered).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_keeps_what_was_answered_when_it_is_killed() {
    // It would rather answer before anything is on its disk, which the application does not let it.
    let settings = ["synchronous_commit=off", "wal_writer_delay=10s"];
    let Some(mut server) = Postgres::start(&settings) else {
        return;
    };
    let url = server.url("postgres");
    let state = connected(&url)
        .await
        .query_one("SHOW synchronous_commit", &[])
        .await;
    assert_eq!(state.expect("a state").get::<_, &str>(0), "off");
    let database = opened(&url).await;
    begin(&database).await;
    let answered = std::sync::Arc::new(Mutex::new(BTreeMap::new()));
    let heard = std::sync::Arc::clone(&answered);
    let written = database.clone();
    let writer = tokio::spawn(async move {
        storm(&written, move |number, step| {
            heard.lock().expect("no panic").insert(number, step);
        })
        .await;
    });
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if are_enough(&answered.lock().expect("no panic")) {
            break;
        }
        assert!(Instant::now() < deadline, "it is too slow");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::task::block_in_place(|| server.kill());
    writer.await.expect("no panic");
    tokio::task::block_in_place(|| server.restart());
    let answered = answered.lock().expect("no panic").clone();
    // The same pool, and one that knows nothing yet.
    check(&database, &answered).await;
    check(&opened(&url).await, &answered).await;
}
