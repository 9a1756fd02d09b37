//! Families of refresh tokens: renewed, copied, revoked, and while their store is down.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::*;
use crate::{
    scope::Scopes,
    tokens::{
        Identifiers, MemoryStore,
        tests::{Scope, Set},
        unsteady::Unsteady,
    },
};

struct Desk {
    tokens: RefreshTokens<Arc<Unsteady>>,
    revocations: Revocations,
    store: Arc<Unsteady>,
    time: Set,
}

impl Desk {
    fn new(grace: u64) -> Self {
        let (store, time) = (Arc::<Unsteady>::default(), Set::default());
        let revocations = Revocations::new(Arc::clone(&store));
        let revocations = revocations.build().expect("a sound configuration");
        let tokens = RefreshTokens::new(Arc::clone(&store))
            .revocations(&revocations)
            .lifetime(Duration::from_secs(1000))
            .reuse_grace(Duration::from_secs(grace))
            .clock(time.clock())
            .build()
            .expect("a sound configuration");
        Self {
            tokens,
            revocations,
            store,
            time,
        }
    }

    /// A log-in of ann at the client `web`, with `read` and `admin`.
    async fn signs_in(&self) -> String {
        let granted = Granted::of::<Scope>("read admin", "read admin").expect("a request");
        let token = self.tokens.issue("ann", Some("web"), &granted).await;
        token.expect("a token").token
    }

    /// Whether access tokens of this log-in count.
    async fn counts(&self, session: &str) -> bool {
        let identifiers = Identifiers::new("", "", Some(session));
        let revoked = self.revocations.are_revoked(&identifiers).await;
        !revoked.expect("the store")
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
        let ended = desk.tokens.revoke(&token, stranger).await;
        assert_eq!(ended.ok(), Some(Ended::OfAnotherClient));
    }
    assert!(desk.renews(&token).await.is_ok(), "not spent, not revoked");
    let nobodys = Granted::nothing::<Scope>();
    let token = desk
        .tokens
        .issue("ann", None, &nobodys)
        .await
        .expect("a token")
        .token;
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
async fn access_tokens_end_with_their_family() {
    for by_reuse in [false, true] {
        let desk = Desk::new(0);
        let granted = Granted::nothing::<Scope>();
        let first = desk.tokens.issue("ann", Some("web"), &granted).await;
        let first = first.expect("a token");
        let second = desk.renews(&first.token).await.expect("renewed");
        assert_eq!(second.session, first.session, "one log-in");
        assert_eq!(second.authenticated_at, first.authenticated_at);
        let other = desk.tokens.issue("ann", Some("web"), &granted).await;
        let other = other.expect("a token");
        assert_ne!(other.session, first.session);
        assert!(desk.counts(&first.session).await);
        if by_reuse {
            is_no_grant(&desk.renews(&first.token).await);
        } else {
            let ended = desk.tokens.revoke(&second.token, Some("web")).await;
            assert_eq!(ended.ok(), Some(Ended::Family));
        }
        assert!(!desk.counts(&first.session).await);
        assert!(desk.counts(&other.session).await);
        let ended = desk.tokens.revoke(&second.token, Some("web")).await;
        assert_eq!(ended.ok(), Some(Ended::Unknown));
    }
}

#[tokio::test]
async fn the_name_of_a_log_in_opens_nothing() {
    let desk = Desk::new(0);
    let granted = Granted::nothing::<Scope>();
    let issued = desk.tokens.issue("ann", Some("web"), &granted).await;
    let issued = issued.expect("a token");
    let padded = issued.session.repeat(3)[..64].to_owned();
    for presented in [issued.session.clone(), padded] {
        is_no_grant(&desk.renews(&presented).await);
        let ended = desk.tokens.revoke(&presented, Some("web")).await;
        assert_eq!(ended.ok(), Some(Ended::Unknown));
    }
    let read = Token::read(&issued.token).expect("a token");
    assert!(!issued.session.contains(&URL_SAFE_NO_PAD.encode(read.id)));
    assert!(desk.renews(&issued.token).await.is_ok());
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
        let ended = desk.tokens.revoke(rubbish, Some("web")).await;
        assert_eq!(ended.ok(), Some(Ended::Unknown));
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
