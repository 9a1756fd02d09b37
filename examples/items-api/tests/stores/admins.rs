//! Admins of a tenant: one is always left.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use items_api::accounts::{Accounts, Creation, NewAccount, Switch};
use tokio::sync::Barrier;

use crate::{Both, opened};

async fn add(accounts: &Accounts, username: &str, tenant: &str, role: &str) {
    with_scopes(accounts, username, tenant, role, "accounts:write").await;
}

async fn with_scopes(accounts: &Accounts, username: &str, tenant: &str, role: &str, scopes: &str) {
    let account = NewAccount {
        username: username.to_owned(),
        email: "ann@example.com".to_owned(),
        full_name: "Ann".to_owned(),
        password_hash: "hash".to_owned(),
        scopes: scopes.to_owned(),
        tenant: tenant.to_owned(),
        role: role.to_owned(),
    };
    let created = accounts.create(account).await;
    assert_eq!(created.expect("it answers"), Creation::Created);
}

async fn switch(accounts: &Accounts, username: &str, disabled: bool) -> Switch {
    let set = accounts.set_disabled("acme".to_owned(), username.to_owned(), disabled);
    set.await.expect("it answers")
}

async fn enabled(accounts: &Accounts) -> Vec<String> {
    let listed = accounts.of_tenant("acme".to_owned(), String::new()).await;
    let listed = listed.expect("it answers").into_iter();
    let admins = listed.filter(|account| !account.disabled && account.role == "admin");
    admins.map(|account| account.username).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_admins_that_disable_each_other_at_once_one_is_left() {
    let both = Both::new();
    for location in both.locations() {
        let mut instances = Vec::new();
        for _ in 0..4 {
            instances.push(Accounts::new(opened(&location).await, false));
        }
        let accounts = &instances[0];
        let admins = ["ann", "bob", "cid", "dan"];
        for username in admins {
            add(accounts, username, "acme", "admin").await;
        }
        // They are admins of something else, or none.
        add(accounts, "eve", "globex", "admin").await;
        add(accounts, "fay", "acme", "moderator").await;
        for round in 0..6 {
            let ready = Arc::new(Barrier::new(8));
            // Each is disabled by two.
            let attempts: Vec<_> = (0..8)
                .map(|number| {
                    let accounts = instances[number % 4].clone();
                    let ready = Arc::clone(&ready);
                    tokio::spawn(async move {
                        ready.wait().await;
                        switch(&accounts, admins[number / 2], true).await
                    })
                })
                .collect();
            let mut kept = 0;
            for attempt in attempts {
                match attempt.await.expect("no panic") {
                    Switch::Done => {}
                    Switch::LastAdmin => kept += 1,
                    other => panic!("all of them are there: {other:?}"),
                }
            }
            let left = enabled(accounts).await;
            assert_eq!((left.len(), kept), (1, 2), "{round}: {left:?}");
            let others = admins.into_iter().filter(|admin| *admin != left[0]);
            let waits = others.map(|admin| {
                let accounts = accounts.clone();
                tokio::spawn(async move { switch(&accounts, admin, false).await })
            });
            for wait in waits.collect::<Vec<_>>() {
                assert_eq!(wait.await.expect("no panic"), Switch::Done);
            }
        }
        assert_eq!(enabled(accounts).await, admins);
        assert_eq!(switch(accounts, "fay", true).await, Switch::Done);
        assert_eq!(switch(accounts, "eve", true).await, Switch::Unknown);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_without_the_scope_is_none_that_is_left() {
    let both = Both::new();
    for location in both.locations() {
        let accounts = Accounts::new(opened(&location).await, false);
        add(&accounts, "ann", "acme", "admin").await;
        for (name, scopes) in [
            ("bob", ""),
            ("cid", "accounts:read Accounts:Write"),
            ("dan", "accounts:writes xaccounts:write"),
        ] {
            with_scopes(&accounts, name, "acme", "admin", scopes).await;
            let kept = switch(&accounts, "ann", true).await;
            assert_eq!(kept, Switch::LastAdmin, "{location}: {scopes}");
        }
        let others = "accounts:read accounts:write users:read";
        with_scopes(&accounts, "eve", "acme", "admin", others).await;
        assert_eq!(switch(&accounts, "ann", true).await, Switch::Done);
        assert_eq!(switch(&accounts, "eve", true).await, Switch::LastAdmin);
        assert_eq!(switch(&accounts, "bob", true).await, Switch::Done);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_who_is_disabled_meanwhile_undoes_nothing() {
    let both = Both::new();
    for location in both.locations() {
        let instances = [(); 2].map(|()| opened(&location));
        let mut accounts = Vec::new();
        for instance in instances {
            accounts.push(Accounts::new(instance.await, false));
        }
        for name in ["ann", "bob"] {
            add(&accounts[0], name, "acme", "admin").await;
        }
        add(&accounts[0], "cid", "acme", "member").await;
        add(&accounts[0], "eve", "globex", "admin").await;
        let by = |admin: &str, username: &str, disabled: bool| {
            let accounts = accounts[usize::from(admin == "bob")].clone();
            let [tenant, username] = ["acme", username].map(str::to_owned);
            let by = (admin.to_owned(), SystemTime::now());
            async move {
                let set = accounts.set_disabled_by(by, tenant, username, disabled);
                set.await.expect("it answers")
            }
        };
        for round in 0..4 {
            // Of many at once none brings the account back once it is out.
            let enabling: Vec<_> = (0..6)
                .map(|_| tokio::spawn(by("bob", "bob", false)))
                .collect();
            assert_eq!(by("ann", "bob", true).await, Switch::Done, "{location}");
            for enabling in enabling {
                let said = enabling.await.expect("no panic");
                assert!(matches!(said, Switch::Done | Switch::Ended), "{said:?}");
            }
            assert_eq!(enabled(&accounts[0]).await, ["ann"], "{location}: {round}");
            assert_eq!(by("bob", "cid", true).await, Switch::Ended, "{location}");
            assert_eq!(by("bob", "eve", true).await, Switch::Unknown, "{location}");
            assert_eq!(by("eve", "cid", true).await, Switch::Ended, "{location}");
            assert_eq!(by("ann", "ann", true).await, Switch::LastAdmin);
            assert_eq!(by("ann", "bob", false).await, Switch::Done, "{location}");
        }
        // Nor does who has had to sign in again since.
        let before = SystemTime::now() - Duration::from_secs(60 * 60);
        let [ann, tenant, cid] = ["ann", "acme", "cid"].map(str::to_owned);
        let old = accounts[0].set_disabled_by((ann, before), tenant, cid, true);
        assert_eq!(old.await.expect("it answers"), Switch::Ended, "{location}");
    }
}
