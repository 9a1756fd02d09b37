//! Who is admitted with which user name and password, and what cannot be built.

use std::{
    future::pending,
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, Request, request::Parts};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{
    hash::Cost,
    hasher::tests::{BCRYPT, CHEAP, OTHER, computed},
    *,
};
use crate::{
    credential::{self, Slot},
    scheme::{Kind, Scheme},
    scope::{ScopeEntry, ScopeTable},
    secret::Secret,
    verifier::{Source, Verified},
};

static SCHEME: Scheme = Scheme {
    name: "basic",
    description: "",
    realm: "test",
    kind: Kind::Basic,
    scopes: ScopeTable::new(&[ScopeEntry {
        token: "items:read",
        description: "",
        implies: 0,
    }]),
    roles: crate::role::RoleTable::new(&[ScopeEntry {
        token: "editor",
        description: "",
        implies: 0,
    }]),
    throttles: false,
};

fn parts() -> Parts {
    Request::new(()).into_parts().0
}

fn presented(username: &str, password: &str) -> Basic {
    let mut headers = HeaderMap::new();
    let field = format!(
        "Basic {}",
        STANDARD.encode(format!("{username}:{password}"))
    );
    headers.insert("authorization", field.parse().expect("a header value"));
    match credential::basic(&headers) {
        Slot::Present(basic) => basic,
        other => panic!("{other:?}"),
    }
}

async fn verdict<S: PasswordStore>(
    passwords: &Passwords<S::Principal, S>,
    username: &str,
    password: &str,
) -> Verdict<S::Principal> {
    let parts = parts();
    passwords
        .verify(
            presented(username, password),
            &Context::new(&SCHEME, &parts),
        )
        .await
}

fn admitted<P>(verdict: Verdict<P>) -> Verified<P> {
    match verdict {
        Verdict::Valid(verified) => verified,
        _ => panic!("this password was to be valid"),
    }
}

#[tokio::test]
async fn each_user_enters_with_their_own_password() {
    let passwords = Passwords::builder()
        .user("johndoe", CHEAP, 1)
        .user("alice", BCRYPT, 2)
        .build()
        .expect("two users");
    let john = admitted(verdict(&passwords, "johndoe", "password").await);
    assert_eq!(
        (john.principal, john.facts.details().subject.as_deref()),
        (1, Some("johndoe"))
    );
    assert_eq!(
        admitted(verdict(&passwords, "alice", "abc").await).principal,
        2
    );
    for (username, password) in [
        ("johndoe", "abc"),
        ("johndoe", ""),
        ("johndoe", "password "),
        ("johndoe", "passwor"),
        ("johndoe", CHEAP),
        ("alice", "password"),
        ("Johndoe", "password"),
        ("johndoe ", "password"),
        ("", "password"),
        ("", ""),
        ("nobody", "password"),
    ] {
        assert!(
            matches!(
                verdict(&passwords, username, password).await,
                Verdict::Invalid
            ),
            "{username}:{password}"
        );
    }
}

#[tokio::test]
async fn an_unknown_user_costs_what_a_known_one_costs() {
    let passwords = Passwords::builder()
        .user("johndoe", CHEAP, ())
        .user("alice", BCRYPT, ())
        .user("bob", OTHER, ())
        .user("carol", CHEAP, ())
        .with("dave", Record::new(BCRYPT, ()).denied("disabled"))
        .build()
        .expect("five users");
    let mut seen = Vec::new();
    for (username, password) in [
        ("johndoe", "password"),
        ("johndoe", "wrong"),
        ("alice", "abc"),
        ("bob", "wrong"),
        ("dave", "abc"),
        ("dave", "wrong"),
        ("nobody", "password"),
        ("", ""),
        ("nobody", &"x".repeat(2000)),
    ] {
        let _ = verdict(&passwords, username, password).await;
        seen.push(computed(&passwords.hasher));
    }
    assert_eq!(seen[0].len(), 3, "one of each kind");
    assert!(seen.iter().all(|costs| *costs == seen[0]), "{seen:?}");
}

#[tokio::test]
async fn a_plain_password_is_hashed_at_once() {
    let passwords = Passwords::builder()
        .plain("johndoe", Secret::new("correct horse: é"), 1)
        .build()
        .expect("a user");
    let john = verdict(&passwords, "johndoe", "correct horse: é").await;
    assert_eq!(admitted(john).principal, 1);
    let decomposed = verdict(&passwords, "johndoe", "correct horse: e\u{301}").await;
    assert!(
        matches!(decomposed, Verdict::Invalid),
        "nothing is normalised"
    );
    assert_eq!(computed(&passwords.hasher), [Cost::DEFAULT, Cost::DEFAULT]);
}

#[tokio::test]
async fn a_record_tells_scopes_roles_and_subject() {
    let passwords = Passwords::builder()
        .with(
            "johndoe",
            Record::new(CHEAP, ())
                .scopes("items:read other")
                .roles("editor other")
                .subject("17"),
        )
        .build()
        .expect("a user");
    let facts = admitted(verdict(&passwords, "johndoe", "password").await).facts;
    assert_eq!(facts.granted(), SCHEME.scopes.granted("items:read"));
    assert_eq!(facts.held(), SCHEME.roles.granted("editor"));
    assert_eq!(facts.details().subject.as_deref(), Some("17"));
}

#[tokio::test]
async fn only_who_knows_the_password_learns_that_an_account_is_disabled() {
    let passwords = Passwords::builder()
        .with("johndoe", Record::new(CHEAP, ()).denied("disabled"))
        .build()
        .expect("a user");
    let right = verdict(&passwords, "johndoe", "password").await;
    assert!(matches!(right, Verdict::Denied("disabled")));
    let wrong = verdict(&passwords, "johndoe", "wrong").await;
    assert!(matches!(wrong, Verdict::Invalid));
}

/// Knows one user by each of what a store may answer.
struct Table;

impl PasswordStore for Table {
    type Principal = Arc<str>;

    async fn find(&self, username: &str) -> Result<Option<Record<Arc<str>>>, Source> {
        match username {
            "johndoe" => Ok(Some(Record::new(CHEAP, username.into()))),
            "broken" => Ok(Some(Record::new("x", username.into()))),
            "greedy" => Ok(Some(Record::new(
                CHEAP.replace("t=1", "t=4294967295"),
                username.into(),
            ))),
            "down" => Err(Source::new("no connection")),
            _ => Ok(None),
        }
    }
}

#[tokio::test]
async fn a_store_decides_who_exists_and_fails_closed() {
    let hasher = PasswordHasher::new().hashed_like([CHEAP]).expect("a kind");
    let passwords = Passwords::from_store(Table).with_hasher(hasher);
    let john = admitted(verdict(&passwords, "johndoe", "password").await);
    assert_eq!(&*john.principal, "johndoe");
    for (username, password) in [
        ("johndoe", "x"),
        ("nobody", "password"),
        ("broken", "password"),
        ("greedy", "password"),
    ] {
        let verdict = verdict(&passwords, username, password).await;
        assert!(matches!(verdict, Verdict::Invalid), "{username}");
    }
    match verdict(&passwords, "down", "password").await {
        Verdict::Unavailable(source) => assert_eq!(source.error().to_string(), "no connection"),
        _ => panic!("it could not be decided"),
    }
}

/// Keeps one hash for everybody but `nobody`; `disabled` may not enter.
struct Shelf {
    hash: Arc<Mutex<String>>,
    asked: UnboundedSender<[String; 3]>,
    answer: fn() -> Result<bool, Source>,
}

impl PasswordStore for Shelf {
    type Principal = ();

    async fn find(&self, username: &str) -> Result<Option<Record<()>>, Source> {
        let record = Record::new(&**self.hash.lock().expect("no panic"), ());
        Ok(match username {
            "nobody" => None,
            "disabled" => Some(record.denied("disabled")),
            _ => Some(record),
        })
    }

    async fn rehashed(&self, username: &str, old: &str, new: &str) -> Result<Rehashed, Source> {
        let asked = [username, old, new].map(str::to_owned);
        self.asked.send(asked).expect("the test listens");
        if !(self.answer)()? {
            pending::<()>().await;
        }
        let mut hash = self.hash.lock().expect("no panic");
        if *hash != old {
            return Ok(Rehashed::Superseded);
        }
        new.clone_into(&mut hash);
        Ok(Rehashed::Kept)
    }
}

/// Users of one shelf, what is on it, and what it is asked.
struct Trial {
    passwords: Passwords<(), Shelf>,
    hash: Arc<Mutex<String>>,
    asks: UnboundedReceiver<[String; 3]>,
}

/// With `hash` on the shelf, which answers so when it is given another.
fn shelf(hash: &str, answer: fn() -> Result<bool, Source>) -> Trial {
    let (asked, asks) = unbounded_channel();
    let hash = Arc::new(Mutex::new(hash.to_owned()));
    let current = hash_password("another").expect("a hash");
    let hasher = PasswordHasher::new()
        .hashed_like([CHEAP, BCRYPT, &current])
        .expect("three kinds");
    let shelf = Shelf {
        hash: Arc::clone(&hash),
        asked,
        answer,
    };
    Trial {
        passwords: Passwords::from_store(shelf).with_hasher(hasher),
        hash,
        asks,
    }
}

/// An upgrade takes its turn before the verdict is given, and returns it when it ends.
fn is_upgrading<S: PasswordStore>(passwords: &Passwords<S::Principal, S>) -> bool {
    passwords.upgrades.is_under_way()
}

async fn upgraded<S: PasswordStore>(passwords: &Passwords<S::Principal, S>) {
    while is_upgrading(passwords) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_outdated_hash_is_replaced_behind_the_login() {
    for (outdated, password) in [(CHEAP, "password"), (BCRYPT, "abc")] {
        let Trial {
            passwords,
            hash,
            mut asks,
        } = shelf(outdated, || Ok(true));
        admitted(verdict(&passwords, "johndoe", password).await);
        let [username, old, new] = asks.recv().await.expect("an upgrade");
        assert_eq!([&*username, &*old], ["johndoe", outdated]);
        upgraded(&passwords).await;
        assert_eq!(*hash.lock().expect("no panic"), new);
        assert!(new.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{new}");
        admitted(verdict(&passwords, "johndoe", password).await);
        assert!(!is_upgrading(&passwords), "once is enough");
        let wrong = verdict(&passwords, "johndoe", "wrong").await;
        assert!(matches!(wrong, Verdict::Invalid));
    }
}

#[tokio::test]
async fn a_password_changed_meanwhile_stays_changed() {
    let Trial {
        passwords,
        hash,
        mut asks,
    } = shelf(CHEAP, || Ok(true));
    admitted(verdict(&passwords, "johndoe", "password").await);
    // The upgrade runs on this thread, once it is waited for.
    BCRYPT.clone_into(&mut hash.lock().expect("no panic"));
    let [_, old, _] = asks.recv().await.expect("an upgrade");
    assert_eq!(old, CHEAP, "what was verified, not what is there by now");
    upgraded(&passwords).await;
    assert_eq!(*hash.lock().expect("no panic"), BCRYPT);
}

#[tokio::test]
async fn who_does_not_enter_has_no_hash_replaced_and_learns_nothing_of_it_by_time() {
    let current = hash_password("password").expect("a hash");
    let mut seen = Vec::new();
    for hash in [CHEAP, BCRYPT, &current] {
        let Trial {
            passwords,
            asks: _asks,
            ..
        } = shelf(hash, || Ok(true));
        for (username, password) in [
            ("johndoe", "wrong"),
            ("disabled", "wrong"),
            ("disabled", "password"),
            ("disabled", "abc"),
            ("nobody", "password"),
        ] {
            let verdict = verdict(&passwords, username, password).await;
            assert!(matches!(verdict, Verdict::Invalid | Verdict::Denied(_)));
            assert!(!is_upgrading(&passwords), "{username} {password}");
            seen.push(computed(&passwords.hasher));
        }
    }
    assert_eq!(seen[0].len(), 3, "one of each kind");
    assert!(seen.iter().all(|costs| *costs == seen[0]), "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn a_store_that_hangs_keeps_no_login_waiting_and_no_upgrade_for_ever() {
    let Trial {
        passwords,
        mut asks,
        ..
    } = shelf(CHEAP, || Ok(false));
    admitted(verdict(&passwords, "johndoe", "password").await);
    asks.recv().await.expect("an upgrade");
    admitted(verdict(&passwords, "alice", "password").await);
    assert!(is_upgrading(&passwords), "still the first");
    tokio::time::sleep(Duration::from_secs(11)).await;
    assert!(!is_upgrading(&passwords), "it was given up");
    assert!(asks.try_recv().is_err(), "and was alone");
    admitted(verdict(&passwords, "alice", "password").await);
    let [username, ..] = asks.recv().await.expect("an upgrade");
    assert_eq!(username, "alice");
}

#[tokio::test]
async fn a_store_that_fails_or_panics_is_no_reason_to_refuse() {
    for answer in [
        || Err(Source::new("read-only")),
        || -> Result<bool, Source> { panic!("on purpose") },
    ] {
        let Trial {
            passwords,
            hash,
            mut asks,
        } = shelf(CHEAP, answer);
        for _ in 0..2 {
            admitted(verdict(&passwords, "johndoe", "password").await);
            asks.recv().await.expect("it is tried at each login");
            upgraded(&passwords).await;
        }
        assert_eq!(*hash.lock().expect("no panic"), CHEAP);
    }
}

#[tokio::test]
async fn a_store_that_keeps_no_new_hashes_is_asked_once() {
    let current = hash_password("another").expect("a hash");
    let hasher = PasswordHasher::new().hashed_like([CHEAP, &current]);
    let passwords = Passwords::from_store(Table).with_hasher(hasher.expect("two kinds"));
    let mut computations = Vec::new();
    for _ in 0..2 {
        admitted(verdict(&passwords, "johndoe", "password").await);
        upgraded(&passwords).await;
        computations.push(computed(&passwords.hasher).len());
    }
    assert_eq!(computations, [3, 2]);
}

#[tokio::test]
async fn users_in_memory_keep_their_hashes() {
    let current = hash_password("another").expect("a hash");
    let passwords = Passwords::builder()
        .user("johndoe", CHEAP, ())
        .user("alice", current, ())
        .build()
        .expect("two users");
    admitted(verdict(&passwords, "johndoe", "password").await);
    assert!(!is_upgrading(&passwords));
}

#[test]
fn settings_and_bound_are_taken() {
    let deadline = Duration::from_millis(7);
    let hasher = PasswordHasher::new().concurrency(3).expect("three");
    let passwords = Passwords::builder()
        .user("johndoe", CHEAP, ())
        .hasher(hasher)
        .settings(Settings::new().deadline(deadline))
        .build()
        .expect("a user");
    assert_eq!(passwords.settings().deadline, deadline);
    assert_eq!(
        format!("{passwords:?}"),
        "Passwords { hasher: PasswordHasher { idle: 3, .. }, .. }"
    );
}

#[test]
fn debug_shows_no_hash() {
    let record = Record::new(CHEAP, "principal").scopes("items:read");
    assert_eq!(
        format!("{record:?}"),
        "Record { scopes: \"items:read\", roles: \"\", subject: None, denied: None, .. }"
    );
    let builder = Passwords::builder().with("johndoe", record);
    assert_eq!(format!("{builder:?}"), "Builder { users: 1, .. }");
}
