//! Families of refresh tokens: renewed, copied, revoked, and while their store is down.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::SystemTime,
};

use super::*;
use crate::{
    scope::Scopes,
    tokens::{
        MemoryStore, RevokedDigest,
        tests::{Scope, Set},
    },
};

/// A store that can be down.
#[derive(Default)]
struct Unsteady {
    kept: MemoryStore,
    is_down: AtomicBool,
}

impl Unsteady {
    fn set_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::SeqCst);
    }

    fn check(&self) -> Result<(), Source> {
        if self.is_down.load(Ordering::SeqCst) {
            return Err(Source::new("down"));
        }
        Ok(())
    }
}

impl TokenStore for Unsteady {
    async fn begin(&self, id: FamilyId, family: Family) -> Result<(), Source> {
        self.check()?;
        self.kept.begin(id, family).await
    }

    async fn find(&self, id: FamilyId) -> Result<Option<Family>, Source> {
        self.check()?;
        self.kept.find(id).await
    }

    async fn renew(
        &self,
        id: FamilyId,
        current: TokenDigest,
        next: TokenDigest,
        at: SystemTime,
    ) -> Result<bool, Source> {
        self.check()?;
        self.kept.renew(id, current, next, at).await
    }

    async fn end(&self, id: FamilyId) -> Result<(), Source> {
        self.check()?;
        self.kept.end(id).await
    }

    async fn revoke(&self, revoked: RevokedDigest, until: SystemTime) -> Result<(), Source> {
        self.check()?;
        self.kept.revoke(revoked, until).await
    }

    async fn is_revoked(&self, any_of: &[RevokedDigest]) -> Result<bool, Source> {
        self.check()?;
        self.kept.is_revoked(any_of).await
    }
}

struct Desk {
    tokens: RefreshTokens<Arc<Unsteady>>,
    store: Arc<Unsteady>,
    time: Set,
}

impl Desk {
    fn new(grace: u64) -> Self {
        let (store, time) = (Arc::<Unsteady>::default(), Set::default());
        let tokens = RefreshTokens::new(Arc::clone(&store))
            .lifetime(Duration::from_secs(1000))
            .reuse_grace(Duration::from_secs(grace))
            .clock(time.clock())
            .build()
            .expect("a sound configuration");
        Self {
            tokens,
            store,
            time,
        }
    }

    /// A log-in of ann at the client `web`, with `read` and `admin`.
    async fn signs_in(&self) -> String {
        let granted = Granted::of::<Scope>("read admin", "read admin").expect("a request");
        let token = self.tokens.issue("ann", Some("web"), &granted).await;
        token.expect("a token")
    }

    async fn renews(&self, token: &str) -> Result<Renewed, RefreshError> {
        self.asks(token, Some("web"), None).await
    }

    async fn asks(
        &self,
        token: &str,
        client: Option<&str>,
        scope: Option<&str>,
    ) -> Result<Renewed, RefreshError> {
        self.tokens.renew::<Scope>(token, client, scope).await
    }
}

#[track_caller]
fn is_no_grant(answer: &Result<Renewed, RefreshError>) {
    assert!(
        matches!(answer, Err(RefreshError::InvalidGrant)),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_token_is_spent_for_the_next() {
    let desk = Desk::new(0);
    let mut token = desk.signs_in().await;
    let mut seen = vec![token.clone()];
    for _ in 0..5 {
        let renewed = desk.renews(&token).await.expect("renewed");
        assert_eq!(
            (renewed.subject.as_str(), renewed.client.as_deref()),
            ("ann", Some("web"))
        );
        assert_eq!(renewed.granted.to_string(), "read admin");
        assert!(!seen.contains(&renewed.token));
        token = renewed.token;
        seen.push(token.clone());
    }
}

#[tokio::test]
async fn a_token_that_was_copied_ends_its_family() {
    for uses in 1..4 {
        let desk = Desk::new(0);
        let stolen = desk.signs_in().await;
        let mut newest = stolen.clone();
        for _ in 0..uses {
            newest = desk.renews(&newest).await.expect("renewed").token;
        }
        is_no_grant(&desk.renews(&stolen).await);
        is_no_grant(&desk.renews(&newest).await);
    }
}

#[tokio::test]
async fn two_clicks_at_once_are_no_theft_within_the_grace() {
    let desk = Desk::new(10);
    let first = desk.signs_in().await;
    let second = desk.renews(&first).await.expect("renewed").token;
    for _ in 0..3 {
        is_no_grant(&desk.renews(&first).await);
    }
    desk.time.pass(Duration::from_secs(9));
    is_no_grant(&desk.renews(&first).await);
    let third = desk.renews(&second).await.expect("not lost").token;
    // The one before the last has been spent for longer than that, whatever the time.
    is_no_grant(&desk.renews(&first).await);
    is_no_grant(&desk.renews(&third).await);

    let desk = Desk::new(10);
    let first = desk.signs_in().await;
    let second = desk.renews(&first).await.expect("renewed").token;
    desk.time.pass(Duration::from_secs(10));
    is_no_grant(&desk.renews(&first).await);
    is_no_grant(&desk.renews(&second).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_at_once_one_is_renewed() {
    for grace in [0, 30] {
        let desk = Arc::new(Desk::new(grace));
        let token = desk.signs_in().await;
        let uses: Vec<_> = (0..32)
            .map(|_| {
                let (desk, token) = (Arc::clone(&desk), token.clone());
                tokio::spawn(async move { desk.renews(&token).await })
            })
            .collect();
        let mut renewed = Vec::new();
        for outcome in uses {
            match outcome.await.expect("no panic") {
                Ok(next) => renewed.push(next.token),
                other => is_no_grant(&other),
            }
        }
        assert_eq!(renewed.len(), 1, "grace {grace}");
        let next = desk.renews(&renewed[0]).await;
        assert_eq!(
            next.is_ok(),
            grace > 0,
            "without grace the family has ended"
        );
    }
}

#[tokio::test]
async fn a_family_ends_when_its_time_is_over() {
    let desk = Desk::new(0);
    let mut token = desk.signs_in().await;
    for _ in 0..9 {
        desk.time.pass(Duration::from_secs(111));
        token = desk.renews(&token).await.expect("renewed").token;
    }
    desk.time.pass(Duration::from_secs(1));
    is_no_grant(&desk.renews(&token).await);
}

#[tokio::test]
async fn a_token_is_bound_to_its_client() {
    let desk = Desk::new(0);
    let token = desk.signs_in().await;
    for stranger in [None, Some(""), Some("WEB"), Some("other")] {
        is_no_grant(&desk.asks(&token, stranger, None).await);
        desk.tokens
            .revoke(&token, stranger)
            .await
            .expect("the store");
    }
    assert!(desk.renews(&token).await.is_ok(), "not spent, not revoked");
    let nobodys = Granted::nothing::<Scope>();
    let token = desk
        .tokens
        .issue("ann", None, &nobodys)
        .await
        .expect("a token");
    is_no_grant(&desk.asks(&token, Some("web"), None).await);
    assert!(desk.asks(&token, None, None).await.is_ok());
}

#[tokio::test]
async fn scopes_stay_or_narrow() {
    let desk = Desk::new(0);
    let mut token = desk.signs_in().await;
    for excessive in [
        "write",
        "read write",
        "read nonsense",
        "READ",
        "re\\ad",
        "read\tadmin",
    ] {
        let answer = desk.asks(&token, Some("web"), Some(excessive)).await;
        assert!(
            matches!(answer, Err(RefreshError::InvalidScope)),
            "{excessive}: {answer:?}"
        );
    }
    for (asked, granted) in [("read", "read"), ("", ""), ("admin read", "read admin")] {
        let renewed = desk.asks(&token, Some("web"), Some(asked)).await;
        let renewed = renewed.expect("none of this spent it");
        assert_eq!(renewed.granted.to_string(), granted);
        token = renewed.token;
    }
    // What was left out once may be asked for again (RFC 6749, section 6).
    let renewed = desk.renews(&token).await.expect("renewed");
    assert_eq!(renewed.granted.to_string(), "read admin");
    assert_eq!(Scope::TABLE.entries().len(), 3);
}

#[tokio::test]
async fn a_revoked_family_is_gone_by_any_of_its_tokens() {
    for by_spent in [false, true] {
        let desk = Desk::new(30);
        let first = desk.signs_in().await;
        let second = desk.renews(&first).await.expect("renewed").token;
        let other = desk.signs_in().await;
        let presented = if by_spent { &first } else { &second };
        for _ in 0..2 {
            desk.tokens
                .revoke(presented, Some("web"))
                .await
                .expect("the store");
        }
        is_no_grant(&desk.renews(&second).await);
        assert!(desk.renews(&other).await.is_ok(), "another log-in");
    }
}

#[tokio::test]
async fn rubbish_is_no_token() {
    let desk = Desk::new(0);
    let token = desk.signs_in().await;
    let mut forged = token.clone().into_bytes();
    forged.swap(40, 41);
    forged[50] = if forged[50] == b'A' { b'B' } else { b'A' };
    let access = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl";
    for rubbish in [
        "",
        "x",
        access,
        &token[1..],
        &format!("{token}="),
        &format!("{token}A"),
        &"A".repeat(64),
        &"\u{fc}".repeat(32),
        &" ".repeat(64),
        &"A".repeat(100_000),
    ] {
        is_no_grant(&desk.renews(rubbish).await);
        desk.tokens
            .revoke(rubbish, Some("web"))
            .await
            .expect("nothing to do");
    }
    assert!(desk.renews(&token).await.is_ok());
    // Who knows the identifier of a family has seen a token of it.
    let forged = String::from_utf8(forged).expect("text");
    is_no_grant(&desk.renews(&forged).await);
}

#[tokio::test]
async fn while_the_store_is_down_nothing_is_lost() {
    let desk = Desk::new(0);
    let token = desk.signs_in().await;
    desk.store.set_down(true);
    for _ in 0..3 {
        let answer = desk.renews(&token).await;
        assert!(
            matches!(answer, Err(RefreshError::Unavailable(_))),
            "{answer:?}"
        );
        assert!(desk.tokens.revoke(&token, Some("web")).await.is_err());
        let granted = Granted::nothing::<Scope>();
        assert!(desk.tokens.issue("ann", None, &granted).await.is_err());
    }
    desk.store.set_down(false);
    assert!(desk.renews(&token).await.is_ok());
}

#[tokio::test]
async fn the_store_never_sees_a_token() {
    let desk = Desk::new(0);
    let token = desk.signs_in().await;
    let read = Token::read(&token).expect("a token");
    let family = desk
        .store
        .find(read.id)
        .await
        .expect("the store")
        .expect("a family");
    assert_eq!(family.current, read.digest());
    assert_ne!(family.current, read.secret);
    let debug = format!("{family:?} {:?} {:?}", desk.tokens, desk.store.kept);
    assert!(!debug.contains(&token), "{debug}");
    let renewed = desk.renews(&token).await.expect("renewed");
    assert!(!format!("{renewed:?}").contains(&renewed.token));
}

#[test]
fn limits_hold() {
    let builder = || RefreshTokens::new(MemoryStore::new());
    let seconds = Duration::from_secs;
    assert!(builder().build().is_ok());
    assert!(builder().lifetime(Duration::ZERO).build().is_err());
    assert!(builder().lifetime(seconds(367 * 86_400)).build().is_err());
    assert!(builder().reuse_grace(seconds(30)).build().is_ok());
    assert!(builder().reuse_grace(seconds(31)).build().is_err());
}
