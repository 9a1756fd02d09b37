//! Accounts that several want at once.

use std::time::SystemTime;

use items_api::{
    accounts::{Accounts, Creation, NewAccount, Switch},
    database::Database,
};

use crate::{Both, opened};

fn account(username: &str, password_hash: &str) -> NewAccount {
    NewAccount {
        username: username.to_owned(),
        email: "ann@example.com".to_owned(),
        full_name: "Ann \u{1f600}".to_owned(),
        password_hash: password_hash.to_owned(),
        scopes: "items:read".to_owned(),
        tenant: "acme".to_owned(),
        role: "member".to_owned(),
    }
}

async fn hash_of(accounts: &Accounts, username: &str) -> Option<String> {
    let found = accounts
        .find(username.to_owned())
        .await
        .expect("it answers");
    found.map(|account| account.password_hash)
}

async fn set(accounts: &Accounts, username: &str, old: &str, new: &str) -> bool {
    let set = accounts.set_password_hash(username.to_owned(), old.to_owned(), new.to_owned());
    set.await.expect("it answers")
}

async fn set_disabled(accounts: &Accounts, username: &str, disabled: bool) -> Switch {
    let set = accounts.set_disabled("acme".to_owned(), username.to_owned(), disabled);
    set.await.expect("it answers")
}

fn two(one: &Database, other: &Database) -> [Accounts; 2] {
    [one, other].map(|database| Accounts::new(database.clone(), false))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_found_by_its_exact_name() {
    let both = Both::new();
    for location in both.locations() {
        let accounts = Accounts::new(opened(&location).await, false);
        let created = accounts.create(account("J\u{fc}rgen", "hash")).await;
        assert_eq!(created.expect("it answers"), Creation::Created);
        let found = accounts
            .find("J\u{fc}rgen".to_owned())
            .await
            .expect("it answers");
        let found = found.expect("an account");
        assert_eq!(
            serde_json::to_value(&found.user).expect("JSON"),
            serde_json::json!({
                "username": "J\u{fc}rgen", "email": "ann@example.com",
                "full_name": "Ann \u{1f600}", "disabled": false,
            })
        );
        assert_eq!(found.password_hash, "hash");
        assert_eq!(found.scopes, "items:read");
        // Another case, another composition of the same letter, a pattern, NUL.
        for other in [
            "j\u{fc}rgen",
            "Ju\u{308}rgen",
            "J%",
            "J\u{fc}rgen ",
            "",
            "J\u{fc}rgen\0",
        ] {
            assert_eq!(hash_of(&accounts, other).await, None, "{other:?}");
            assert!(!set(&accounts, other, "hash", "x").await, "{other:?}");
            let switched = set_disabled(&accounts, other, true).await;
            assert_eq!(switched, Switch::Unknown, "{other:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_want_a_name_one_gets_it() {
    let both = Both::new();
    for location in both.locations() {
        let instances = two(&opened(&location).await, &opened(&location).await);
        let attempts: Vec<_> = (0..16)
            .map(|number| {
                let accounts = instances[number % 2].clone();
                tokio::spawn(async move {
                    let created = accounts
                        .create(account("ann", &format!("hash {number}")))
                        .await;
                    (number, created.expect("it answers"))
                })
            })
            .collect();
        let mut winners = Vec::new();
        for attempt in attempts {
            let (number, creation) = attempt.await.expect("no panic");
            match creation {
                Creation::Created => winners.push(number),
                other => assert_eq!(other, Creation::Taken),
            }
        }
        let [winner] = winners[..] else {
            panic!("{winners:?} have the name")
        };
        let kept = hash_of(&instances[0], "ann").await;
        assert_eq!(kept, Some(format!("hash {winner}")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_in_another_case_is_taken_too() {
    let both = Both::new();
    for location in both.locations() {
        let accounts = Accounts::new(opened(&location).await, false);
        for (name, expected) in [
            ("Ann", Creation::Created),
            ("ann", Creation::Taken),
            ("ANN", Creation::Taken),
            ("Anna", Creation::Created),
            ("A_n", Creation::Created),
        ] {
            let created = accounts.create(account(name, name)).await;
            assert_eq!(created.expect("it answers"), expected, "{location}: {name}");
        }
        assert_eq!(hash_of(&accounts, "Ann").await.as_deref(), Some("Ann"));
        assert_eq!(hash_of(&accounts, "ann").await, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_cannot_be_kept_is_no_outage() {
    let both = Both::new();
    for location in both.locations() {
        let accounts = Accounts::new(opened(&location).await, false);
        let longest = "\u{fc}".repeat(127) + "x";
        for (name, expected) in [
            ("nul\0".to_owned(), Creation::Unfit),
            (format!("{longest}x"), Creation::Unfit),
            (longest, Creation::Created),
        ] {
            let created = accounts.create(account(&name, "hash")).await;
            assert_eq!(created.expect("it answers"), expected, "{name:?}");
        }
        let created = accounts.create(account("bob", "hash\0")).await;
        assert_eq!(created.expect("it answers"), Creation::Unfit);
        assert_eq!(hash_of(&accounts, "bob").await, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_made_anew_does_not_undo_a_change_of_the_password() {
    let both = Both::new();
    for location in both.locations() {
        let accounts = Accounts::new(opened(&location).await, false);
        for name in ["ann", "bob"] {
            let created = accounts.create(account(name, "old")).await;
            assert_eq!(created.expect("it answers"), Creation::Created);
        }
        assert!(set(&accounts, "ann", "old", "changed").await);
        assert!(!set(&accounts, "ann", "old", "made anew").await);
        assert_eq!(hash_of(&accounts, "ann").await.as_deref(), Some("changed"));
        assert_eq!(hash_of(&accounts, "bob").await.as_deref(), Some("old"));
        assert!(!set(&accounts, "nobody", "old", "new").await);

        let attempts: Vec<_> = (0..16)
            .map(|number| {
                let accounts = accounts.clone();
                tokio::spawn(async move {
                    let new = format!("new {number}");
                    set(&accounts, "bob", "old", &new).await.then_some(new)
                })
            })
            .collect();
        let mut winners = Vec::new();
        for attempt in attempts {
            winners.extend(attempt.await.expect("no panic"));
        }
        assert_eq!(winners.len(), 1, "{winners:?}");
        assert_eq!(hash_of(&accounts, "bob").await, winners.pop());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_counts_from_a_second_that_no_log_in_before_it_names() {
    let seconds = |time: SystemTime| {
        let since = time.duration_since(SystemTime::UNIX_EPOCH);
        since.expect("after 1970").as_secs()
    };
    let both = Both::new();
    for location in both.locations() {
        let accounts = Accounts::new(opened(&location).await, false);
        let created = accounts.create(account("ann", "old")).await;
        assert_eq!(created.expect("it answers"), Creation::Created);
        let before = SystemTime::now();
        let [name, old, new] = ["ann", "old", "new"].map(str::to_owned);
        let changed = accounts.change_password(name, old, new).await;
        assert!(changed.expect("it answers"));
        let found = accounts.find("ann".to_owned()).await.expect("it answers");
        let set_at = found.expect("an account").password_set_at;
        assert!(seconds(before) < seconds(set_at));
        assert!(set_at <= SystemTime::now(), "its owner may sign in at once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_disabled_stays_so_for_every_instance() {
    let both = Both::new();
    for location in both.locations() {
        let instances = two(&opened(&location).await, &opened(&location).await);
        for name in ["ann", "bob"] {
            let created = instances[0].create(account(name, "hash")).await;
            assert_eq!(created.expect("it answers"), Creation::Created);
        }
        for _ in 0..2 {
            let switched = set_disabled(&instances[0], "ann", true).await;
            assert_eq!(switched, Switch::Done);
            for (name, disabled) in [("ann", true), ("bob", false)] {
                let found = instances[1]
                    .find(name.to_owned())
                    .await
                    .expect("it answers");
                let user = serde_json::to_value(found.expect("an account").user);
                assert_eq!(user.expect("JSON")["disabled"], disabled, "{name}");
            }
        }
    }
}
