//! What an application may do to an entry.

use super::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::scope::ScopeTable;

static SCHEME: Scheme = Scheme::new(
    "key",
    "",
    None,
    Kind::ApiKeyHeader("k"),
    ScopeTable::new(&[]),
    crate::role::RoleTable::new(&[]),
);

static NAME: HeaderName = HeaderName::from_static("k");

/// Panics before there is a future to poll.
struct Eager;

impl Verifier<ApiKey> for Eager {
    type Principal = ();

    fn verify(&self, _: ApiKey, _: &Context<'_>) -> impl Future<Output = Verdict<()>> + Send {
        assert!(std::hint::black_box(false), "before the first poll");
        std::future::ready(Verdict::valid(()))
    }
}

#[tokio::test]
async fn a_panic_before_the_first_poll_is_caught_too() {
    let mut entry = presented(Eager).await;
    assert!(matches!(entry.standing(), Standing::Fault));
    assert!(entry.take().is_none());
}

/// Tells at once, as scripted, and is asked in no other way.
struct AtOnce(fn() -> Verdict<()>);

impl Verifier<ApiKey> for AtOnce {
    type Principal = ();

    fn verify_now(&self, _: &ApiKey, _: &Context<'_>) -> Option<Verdict<()>> {
        Some((self.0)())
    }

    async fn verify(&self, _: ApiKey, _: &Context<'_>) -> Verdict<()> {
        Verdict::Denied("asked twice")
    }
}

#[tokio::test]
async fn what_is_told_at_once_counts() {
    let mut entry = presented(AtOnce(|| Verdict::valid(()))).await;
    assert!(matches!(entry.standing(), Standing::Valid(_)));
    assert!(entry.take().is_some() && entry.take().is_none());
    let entry = presented(AtOnce(|| Verdict::Invalid)).await;
    assert!(matches!(entry.standing(), Standing::Invalid));
    let entry = presented(AtOnce(|| panic!("at once"))).await;
    assert!(matches!(entry.standing(), Standing::Fault));
}

/// A credential of an application's own that panics when it is dropped.
struct Volatile(#[allow(dead_code)] Bomb);

struct Accepting;

impl Verifier<Volatile> for Accepting {
    type Principal = ();

    fn verify_now(&self, _: &Volatile, _: &Context<'_>) -> Option<Verdict<()>> {
        Some(Verdict::valid(()))
    }

    async fn verify(&self, _: Volatile, _: &Context<'_>) -> Verdict<()> {
        Verdict::Invalid
    }
}

#[test]
fn a_credential_that_panics_when_it_is_dropped_admits_nobody() {
    let (parts, ()) = http::Request::new(()).into_parts();
    let mut entry = Entry(State::Present(Volatile(Bomb)));
    assert_eq!(entry.verify(&Accepting, &SCHEME, &parts), Progress::Done);
    assert!(matches!(entry.standing(), Standing::Fault));
    assert!(entry.take().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_dropped_future_admits_nobody() {
    let (parts, ()) = http::Request::new(()).into_parts();
    let mut entry = Entry(State::Waiting(Volatile(Bomb), Duration::from_secs(1)));
    let waiting = catch_unwind(AssertUnwindSafe(|| {
        drop(entry.wait(&Accepting, &SCHEME, &parts));
    }));
    assert!(waiting.is_err(), "the bomb went off");
    assert!(matches!(entry.standing(), Standing::Fault));
}

/// Waits for ever, and panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(std::hint::black_box(false), "dropped");
    }
}

struct Waiting;

impl Verifier<ApiKey> for Waiting {
    type Principal = ();

    async fn verify(&self, _: ApiKey, _: &Context<'_>) -> Verdict<()> {
        let _bomb = Bomb;
        std::future::pending().await
    }
}

async fn presented(verifier: impl Verifier<ApiKey, Principal = ()>) -> Entry<ApiKey, ()> {
    let request = http::Request::builder().header("k", "a-key").body(());
    let (parts, ()) = request.expect("a request").into_parts();
    let mut entry = Entry::<ApiKey, ()>::default();
    assert_eq!(entry.read_header(&NAME, &parts), Progress::Done);
    assert!(matches!(entry.standing(), Standing::Present));
    if entry.verify(&verifier, &SCHEME, &parts) == Progress::Waits {
        assert!(matches!(entry.standing(), Standing::Present));
        entry.wait(&verifier, &SCHEME, &parts).await;
    }
    entry
}

#[tokio::test(start_paused = true)]
async fn a_panic_at_the_deadline_is_caught_too() {
    let entry = presented(Waiting).await;
    assert!(matches!(entry.standing(), Standing::Fault));
}

#[test]
fn a_runtime_without_timers_admits_nobody() {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let entry = runtime.expect("a runtime").block_on(presented(Waiting));
    assert!(matches!(entry.standing(), Standing::Fault));
}
