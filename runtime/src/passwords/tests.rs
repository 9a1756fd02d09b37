//! Who is admitted with which user name and password, and what cannot be built.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, Request, request::Parts};

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
        .build()
        .expect("four users");
    let mut seen = Vec::new();
    for (username, password) in [
        ("johndoe", "password"),
        ("johndoe", "wrong"),
        ("alice", "abc"),
        ("bob", "wrong"),
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
        .plain("johndoe", Secret::from_bytes("correct horse: é"), 1)
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
async fn a_record_tells_scopes_and_subject() {
    let passwords = Passwords::builder()
        .with(
            "johndoe",
            Record::new(CHEAP, ())
                .scopes("items:read other")
                .subject("17"),
        )
        .build()
        .expect("a user");
    let facts = admitted(verdict(&passwords, "johndoe", "password").await).facts;
    assert_eq!(facts.granted(), SCHEME.scopes.granted("items:read"));
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

#[test]
fn settings_and_bound_are_taken() {
    let deadline = std::time::Duration::from_millis(7);
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
        "Record { scopes: \"items:read\", subject: None, denied: None, .. }"
    );
    let builder = Passwords::builder().with("johndoe", record);
    assert_eq!(format!("{builder:?}"), "Builder { users: 1, .. }");
}
