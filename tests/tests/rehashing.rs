//! An outdated password hash behind a guard: what the caller, the store and the log see of it.
#![allow(missing_docs)]

use std::sync::{Arc, Mutex};

use axum::{Router, body::Body};
use axum_secured::{
    PasswordHasher, PasswordStore, Passwords, SecuredRouter, SecuritySchemes, Source,
    passwords::{Record, Rehashed, hash_password},
    routes, secured,
    testing::TestLogin,
};
use http::Request;
use tests::{INVALID, Journal, send};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

const BASIC: &str = r#"Basic realm="people", charset="UTF-8""#;

/// `password`, from before.
const OUTDATED: &str =
    "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$8Tf44YakA6Z5zNBgblq13Nr+Q8FkCFWsjG4z6b1j7rM";

/// The account `ann`, in a database that cannot always be written.
struct Accounts {
    hash: Mutex<String>,
    is_writable: Mutex<bool>,
    asked: UnboundedSender<()>,
}

#[derive(Clone)]
struct Shared(Arc<Accounts>);

impl PasswordStore for Shared {
    type Principal = String;

    async fn find(&self, username: &str) -> Result<Option<Record<String>>, Source> {
        let hash = self.0.hash.lock().expect("no panic").clone();
        Ok((username == "ann").then(|| Record::new(hash, username.to_owned())))
    }

    async fn rehashed(&self, _: &str, old: &str, new: &str) -> Result<Rehashed, Source> {
        self.0.asked.send(()).expect("the test listens");
        if !*self.0.is_writable.lock().expect("no panic") {
            return Err(Source::new(format!("postgres://app:hunter2@db: {new}")));
        }
        let mut hash = self.0.hash.lock().expect("no panic");
        assert_eq!(*hash, old);
        new.clone_into(&mut hash);
        Ok(Rehashed::Kept)
    }
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(http(basic), realm = "people")]
    password: Passwords<String, Shared>,
}

#[secured(password)]
#[utoipa::path(get, path = "/", responses((status = 200)))]
async fn who(#[principal] who: String) -> String {
    who
}

fn app() -> (Router, Shared, UnboundedReceiver<()>) {
    let (asked, asks) = unbounded_channel();
    let accounts = Shared(Arc::new(Accounts {
        hash: Mutex::new(OUTDATED.to_owned()),
        is_writable: Mutex::new(true),
        asked,
    }));
    let current = hash_password("another").expect("a hash");
    let hasher = PasswordHasher::new().hashed_like([OUTDATED, &current]);
    let auth = Auth {
        password: Passwords::from_store(accounts.clone())
            .with_hasher(hasher.expect("two kinds of hashes")),
    };
    let (router, _) = SecuredRouter::new().routes(routes!(who)).split_for_parts();
    (router.with_state(Arc::new(auth)), accounts, asks)
}

fn request(login: http::HeaderValue) -> Request<Body> {
    let request = Request::get("/").header("authorization", login);
    request.body(Body::empty()).expect("a request")
}

#[tokio::test]
async fn the_same_password_is_right_before_and_after() {
    let (app, accounts, mut asks) = app();
    let login = TestLogin::of("ann", "password");
    for wrong in [login.wrong_password(), login.unknown_user()] {
        send(&app, request(wrong))
            .await
            .assert_refused(INVALID, &[BASIC], "refused");
    }
    assert!(asks.try_recv().is_err(), "nobody entered");
    let before = send(&app, request(login.valid())).await;
    before.assert_admitted("ann", "with the outdated hash");
    asks.recv().await.expect("an upgrade");
    let hash = accounts.0.hash.lock().expect("no panic").clone();
    assert!(
        hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{hash}"
    );
    let after = send(&app, request(login.valid())).await;
    after.assert_admitted("ann", "with the new hash");
    let wrong = send(&app, request(login.wrong_password())).await;
    wrong.assert_refused(INVALID, &[BASIC], "with the new hash");
}

#[tokio::test]
async fn an_outage_of_the_store_is_logged_once_and_without_secrets() {
    Journal::open();
    let (app, accounts, mut asks) = app();
    let login = TestLogin::of("ann", "password");
    let mut warnings = Vec::new();
    for is_writable in [false, false, true, false] {
        *accounts.0.is_writable.lock().expect("no panic") = is_writable;
        OUTDATED.clone_into(&mut accounts.0.hash.lock().expect("no panic"));
        let answer = send(&app, request(login.valid())).await;
        answer.assert_admitted("ann", "whatever becomes of the hash");
        asks.recv().await.expect("an upgrade");
        let lines = Journal::lines();
        assert!(
            !lines.iter().any(|line| ["hunter2", "argon2id", "password="]
                .iter()
                .any(|secret| line.contains(secret))),
            "{lines:?}"
        );
        warnings.push(
            lines
                .iter()
                .filter(|line| line.contains("does not keep new password hashes"))
                .count(),
        );
    }
    assert_eq!(warnings, [1, 0, 0, 1], "once an outage");
}
