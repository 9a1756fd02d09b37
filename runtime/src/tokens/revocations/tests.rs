//! Tokens that were revoked: here, elsewhere, and while nobody can tell.

use std::sync::Arc;

use tokio::sync::Notify;

use super::*;
use crate::{
    jwt::{ClaimsOnly, Jwt},
    tokens::{
        Family, FamilyId, MemoryStore, TokenDigest, TokenSigner,
        tests::{Answer, HERE, NOW, Set, answer, secret_key, signer},
        unsteady::Unsteady,
    },
};

fn revocations(store: &Arc<Unsteady>, within: u64) -> Revocations {
    let builder = Revocations::new(Arc::clone(store)).within(Duration::from_secs(within));
    builder.build().expect("a sound configuration")
}

fn verifier(
    signer: &TokenSigner,
    time: &Set,
    revocations: &Revocations,
) -> Jwt<ClaimsOnly<serde_json::Value>> {
    let builder = Jwt::signed_by(signer).clock(time.clock());
    let builder = builder.revocations(revocations).claims_only();
    builder.build().expect("a verifier")
}

fn end() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(2 * NOW)
}

/// One process of several that share a store.
struct Process {
    revocations: Revocations,
    jwt: Jwt<ClaimsOnly<serde_json::Value>>,
}

impl Process {
    fn new(signer: &TokenSigner, time: &Set, store: &Arc<Unsteady>, within: u64) -> Self {
        let revocations = revocations(store, within);
        let jwt = verifier(signer, time, &revocations);
        Self { revocations, jwt }
    }

    async fn answers(&self, token: &str) -> Answer {
        answer(&self.jwt, token).await
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_revoked_is_refused_here_at_once_and_elsewhere_within_the_bound() {
    let (time, store) = (Set::default(), Arc::<Unsteady>::default());
    let signer = signer(secret_key(0, "one"), &time);
    let here = Process::new(&signer, &time, &store, 5);
    let elsewhere = Process::new(&signer, &time, &store, 5);
    let sign = || signer.token("ann").sign().expect("a token");
    let (revoked, other) = (sign(), sign());
    for process in [&here, &elsewhere] {
        assert_eq!(process.answers(&revoked.token).await, Answer::Valid);
        assert_eq!(process.answers(&other.token).await, Answer::Valid);
    }
    let asked = store.asked();
    let revoking = here.revocations.revoke_token(HERE, &revoked.id, end());
    revoking.await.expect("revoked");
    assert_eq!(here.answers(&revoked.token).await, Answer::Invalid);
    assert_eq!(here.answers(&other.token).await, Answer::Valid);
    tokio::time::advance(Duration::from_millis(4999)).await;
    assert_eq!(elsewhere.answers(&revoked.token).await, Answer::Valid);
    assert_eq!(store.asked(), asked, "what it said is at hand");
    tokio::time::advance(Duration::from_millis(1)).await;
    assert_eq!(elsewhere.answers(&revoked.token).await, Answer::Invalid);
    assert_eq!(elsewhere.answers(&other.token).await, Answer::Valid);
    // Whoever starts later knows, too.
    let later = Process::new(&signer, &time, &store, 5);
    assert_eq!(later.answers(&revoked.token).await, Answer::Invalid);
    assert_eq!(here.answers(&revoked.token).await, Answer::Invalid);
}

#[tokio::test(start_paused = true)]
async fn while_nobody_can_tell_the_answer_is_unavailable() {
    let (time, store) = (Set::default(), Arc::<Unsteady>::default());
    let signer = signer(secret_key(0, "one"), &time);
    let process = Process::new(&signer, &time, &store, 5);
    let sign = || signer.token("ann").sign().expect("a token");
    let (revoked, known, unknown) = (sign(), sign(), sign());
    assert_eq!(process.answers(&known.token).await, Answer::Valid);
    let revoking = process.revocations.revoke_token(HERE, &revoked.id, end());
    revoking.await.expect("revoked");
    store.set_down(true);
    assert_eq!(process.answers(&unknown.token).await, Answer::Unavailable);
    assert_eq!(process.answers(&known.token).await, Answer::Valid);
    tokio::time::advance(Duration::from_secs(5)).await;
    for _ in 0..3 {
        assert_eq!(process.answers(&known.token).await, Answer::Unavailable);
        assert_eq!(process.answers(&revoked.token).await, Answer::Invalid);
    }
    // Forged ones are not asked about.
    let forged = format!("{}A", known.token);
    assert_eq!(process.answers(&forged).await, Answer::Invalid);
    store.set_down(false);
    assert_eq!(process.answers(&known.token).await, Answer::Valid);
    assert_eq!(process.answers(&unknown.token).await, Answer::Valid);
}

#[tokio::test(start_paused = true)]
async fn a_revocation_that_may_have_failed_is_asked_about() {
    let (time, store) = (Set::default(), Arc::<Unsteady>::default());
    let signer = signer(secret_key(0, "one"), &time);
    let process = Process::new(&signer, &time, &store, 300);
    let made = signer.token("ann").sign().expect("a token");
    assert_eq!(process.answers(&made.token).await, Answer::Valid);
    store.set_down(true);
    let revoking = process.revocations.revoke_token(HERE, &made.id, end());
    assert!(revoking.await.is_err());
    assert_eq!(process.answers(&made.token).await, Answer::Unavailable);
    store.set_down(false);
    assert_eq!(process.answers(&made.token).await, Answer::Valid);
}

#[tokio::test(start_paused = true)]
async fn with_no_bound_every_request_asks() {
    let (time, store) = (Set::default(), Arc::<Unsteady>::default());
    let signer = signer(secret_key(0, "one"), &time);
    let process = Process::new(&signer, &time, &store, 0);
    let elsewhere = revocations(&store, 5);
    let made = signer.token("ann").sign().expect("a token");
    for asked in 1..4 {
        assert_eq!(process.answers(&made.token).await, Answer::Valid);
        assert_eq!(store.asked(), asked);
    }
    let revoking = elsewhere.revoke_token(HERE, &made.id, end());
    revoking.await.expect("revoked");
    assert_eq!(process.answers(&made.token).await, Answer::Invalid);
}

#[tokio::test(start_paused = true)]
async fn a_log_in_is_revoked_with_all_its_tokens() {
    let (time, store) = (Set::default(), Arc::<Unsteady>::default());
    let signer = signer(secret_key(0, "one"), &time);
    let process = Process::new(&signer, &time, &store, 5);
    let sign = |session: &str| {
        let draft = signer.token("ann").session(session);
        draft.sign().expect("a token").token
    };
    let (one, two, other) = (sign("s1"), sign("s1"), sign("s2"));
    let without = signer.token("ann").sign().expect("a token").token;
    for token in [&one, &other, &without] {
        assert_eq!(process.answers(token).await, Answer::Valid);
    }
    let revoking = process.revocations.revoke_session("s1", end());
    revoking.await.expect("revoked");
    let later = sign("s1");
    for token in [&one, &two, &later] {
        assert_eq!(process.answers(token).await, Answer::Invalid);
    }
    for token in [&other, &without] {
        assert_eq!(process.answers(token).await, Answer::Valid);
    }
}

#[tokio::test]
async fn identifiers_of_different_meaning_are_apart() {
    let store = Arc::<Unsteady>::default();
    let process = revocations(&store, 0);
    let revoking = process.revoke_token("https://a.example", "x", end());
    revoking.await.expect("revoked");
    let revoking = process.revoke_session("y", end());
    revoking.await.expect("revoked");
    for (issuer, id, session, is_revoked) in [
        ("https://a.example", "x", None, true),
        ("https://a.example", "z", Some("y"), true),
        ("https://a.example", "x", Some("z"), true),
        ("https://a.example", "z", Some("x"), false),
        ("https://b.example", "x", None, false),
        ("https://a.example", "y", None, false),
        ("https://a.examplex", "", None, false),
        ("", "https://a.examplex", None, false),
        ("https://a.exampl", "ex", None, false),
        ("y", "", None, false),
    ] {
        let identifiers = Identifiers::new(issuer, id, session);
        let found = process.are_revoked(&identifiers).await;
        assert_eq!(found.ok(), Some(is_revoked), "{issuer} {id} {session:?}");
    }
}

/// Holds back what it was about to say.
#[derive(Default)]
struct Slow {
    kept: MemoryStore,
    has_looked: Notify,
    may_answer: Notify,
}

impl TokenStore for Slow {
    async fn begin(&self, id: FamilyId, family: Family) -> Result<(), Source> {
        self.kept.begin(id, family).await
    }

    async fn find(&self, id: FamilyId) -> Result<Option<Family>, Source> {
        self.kept.find(id).await
    }

    async fn renew(
        &self,
        id: FamilyId,
        current: TokenDigest,
        next: TokenDigest,
        at: SystemTime,
    ) -> Result<bool, Source> {
        self.kept.renew(id, current, next, at).await
    }

    async fn end(&self, id: FamilyId) -> Result<(), Source> {
        self.kept.end(id).await
    }

    async fn revoke(&self, revoked: RevokedDigest, until: SystemTime) -> Result<(), Source> {
        TokenStore::revoke(&self.kept, revoked, until).await
    }

    async fn is_revoked(&self, any_of: &[RevokedDigest]) -> Result<bool, Source> {
        let found = self.kept.is_revoked(any_of).await;
        self.has_looked.notify_one();
        self.may_answer.notified().await;
        found
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_from_before_a_revocation_is_not_remembered() {
    let store = Arc::new(Slow::default());
    let revocations = Revocations::new(Arc::clone(&store)).build();
    let revocations = revocations.expect("a sound configuration");
    let ask = || {
        let revocations = revocations.clone();
        let identifiers = Identifiers::new(HERE, "x", None);
        tokio::spawn(async move { revocations.are_revoked(&identifiers).await })
    };
    let early = ask();
    store.has_looked.notified().await;
    let revoking = revocations.revoke_token(HERE, "x", end());
    revoking.await.expect("revoked");
    store.may_answer.notify_one();
    let early = early.await.expect("no panic");
    assert_eq!(early.ok(), Some(false), "asked before it was revoked");
    let late = ask().await.expect("no panic");
    assert_eq!(late.ok(), Some(true));
}

#[test]
fn the_bound_is_bounded() {
    let builder = || Revocations::new(MemoryStore::new());
    let seconds = Duration::from_secs;
    assert!(builder().build().is_ok());
    assert!(builder().within(seconds(300)).build().is_ok());
    let refused = builder().within(seconds(301)).build();
    assert_eq!(
        refused.err().map(|fault| fault.to_string()).as_deref(),
        Some("`within` of `Revocations` is more than 300 seconds")
    );
}
