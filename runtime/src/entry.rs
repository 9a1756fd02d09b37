//! Entries: how one scheme stands on one request.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
};

use axum::extract::OptionalFromRequestParts;
use http::request::Parts;

use crate::{
    credential::{self, ApiKey, Basic, BearerToken, Slot},
    cross_site,
    scheme::{Kind, Scheme},
    settings::Settings,
    settled::{Settled, settled},
    verifier::{Context, Facts, Source, Verdict, Verified, Verifier},
};

/// One scheme's credential and what became of it. Filled once per request.
#[derive(Debug)]
pub struct Entry<C, P>(State<C, P>);

#[derive(Debug)]
enum State<C, P> {
    Unread,
    Absent,
    Malformed,
    Present(C),
    Invalid,
    Denied(&'static str),
    Unavailable(Option<Source>),
    Fault,
    Valid(Verified<P>),
    Taken,
}

/// An entry as the evaluator and the challenges see it.
#[derive(Debug, Clone, Copy)]
pub enum Standing<'e> {
    /// Nothing was presented for this scheme, or it was not looked for.
    Absent,
    /// The slot is repeated, too long, without value or outside its grammar.
    Malformed,
    /// There is a credential that was not verified yet.
    Present,
    /// The credential proves nothing.
    Invalid,
    /// The caller is known and may not enter.
    Denied(&'static str),
    /// Nobody could tell in time.
    Unavailable(Option<&'e Source>),
    /// The verifier or extractor panicked.
    Fault,
    /// The credential is good.
    #[doc(hidden)]
    Valid(ValidFacts<'e>),
}

/// The facts of a valid credential.
#[derive(Debug, Clone, Copy)]
pub struct ValidFacts<'e>(pub(crate) &'e Facts);

impl<C, P> Default for Entry<C, P> {
    fn default() -> Self {
        Self(State::Unread)
    }
}

impl<C, P> Entry<C, P> {
    /// How the scheme stands so far.
    pub fn standing(&self) -> Standing<'_> {
        match &self.0 {
            State::Unread | State::Absent => Standing::Absent,
            State::Malformed => Standing::Malformed,
            State::Present(_) => Standing::Present,
            State::Invalid => Standing::Invalid,
            State::Denied(reason) => Standing::Denied(reason),
            State::Unavailable(source) => Standing::Unavailable(source.as_ref()),
            State::Fault | State::Taken => Standing::Fault,
            State::Valid(verified) => Standing::Valid(ValidFacts(&verified.facts)),
        }
    }

    /// The principal, once.
    pub fn take(&mut self) -> Option<P> {
        match std::mem::replace(&mut self.0, State::Taken) {
            State::Valid(verified) => Some(verified.principal),
            _ => None,
        }
    }

    fn fill(&mut self, slot: Slot<C>) {
        self.0 = match slot {
            Slot::Absent => State::Absent,
            Slot::Malformed => State::Malformed,
            Slot::Invalid => State::Invalid,
            Slot::Present(credential) => State::Present(credential),
        };
    }

    fn is_unread(&self) -> bool {
        matches!(self.0, State::Unread)
    }

    /// Asks `verifier` about the credential, if there is one that was not asked about before.
    ///
    /// Not an `async fn`: rustc could not prove that future `Send` for verifiers whose type holds a
    /// lifetime, `ApiKeys<&'static str>` for one.
    #[expect(clippy::manual_async_fn, reason = "see above")]
    pub fn verify<'e, V>(
        &'e mut self,
        verifier: &'e V,
        scheme: &'static Scheme,
        parts: &'e Parts,
    ) -> impl Future<Output = ()> + Send + use<'e, V, C, P>
    where
        V: Verifier<C, Principal = P>,
        C: Send,
        P: Send,
    {
        async move {
            if !matches!(self.0, State::Present(_)) {
                return;
            }
            // Until the verifier has answered the entry counts as a fault: a dropped future admits
            // nobody.
            let State::Present(credential) = std::mem::replace(&mut self.0, State::Fault) else {
                return;
            };
            let Some(settings) = settings(verifier) else {
                return;
            };
            if scheme.kind.is_sent_by_browsers() && cross_site::is_refused(parts, settings) {
                self.0 = State::Denied("cross_site");
                return;
            }
            let context = Context::new(scheme, parts);
            let verdict = pin!(Some(async { verifier.verify(credential, &context).await }));
            self.0 = match settled(settings.deadline, verdict).await {
                Settled::Done(Verdict::Valid(proven)) => State::Valid(proven),
                Settled::Done(Verdict::Invalid) => State::Invalid,
                Settled::Done(Verdict::Denied(reason)) => State::Denied(reason),
                Settled::Done(Verdict::Unavailable(source)) => State::Unavailable(Some(source)),
                Settled::Late => State::Unavailable(None),
                Settled::Panicked => State::Fault,
            };
        }
    }
}

impl<P> Entry<ApiKey, P> {
    /// Reads the key from the header, parameter or cookie the scheme names.
    pub fn read(&mut self, scheme: &'static Scheme, parts: &Parts) {
        if self.is_unread() {
            self.fill(match scheme.kind {
                Kind::ApiKeyHeader(name) => credential::api_key_header(&parts.headers, name),
                Kind::ApiKeyCookie(name) => credential::api_key_cookie(&parts.headers, name),
                Kind::ApiKeyQuery(name) => credential::api_key_query(parts, name),
                // The derive pairs these kinds with this credential; anything else admits nobody.
                _ => Slot::Malformed,
            });
        }
    }
}

impl<P> Entry<BearerToken, P> {
    /// Reads the token of `Authorization: Bearer`.
    pub fn read(&mut self, _: &'static Scheme, parts: &Parts) {
        if self.is_unread() {
            self.fill(credential::bearer(&parts.headers));
        }
    }
}

impl<P> Entry<Basic, P> {
    /// Reads user name and password of `Authorization: Basic`.
    pub fn read(&mut self, _: &'static Scheme, parts: &Parts) {
        if self.is_unread() {
            self.fill(credential::basic(&parts.headers));
        }
    }
}

impl<C: OptionalFromRequestParts<()>, P> Entry<C, P> {
    /// Reads a credential of the application's own type, within the verifier's deadline. It works
    /// on a copy of the request's head, so that an alternative that fails leaves nothing behind.
    pub async fn read_custom<V: Verifier<C>>(&mut self, verifier: &V, parts: &Parts) {
        if !self.is_unread() {
            return;
        }
        self.0 = State::Fault;
        let Some(settings) = settings(verifier) else {
            return;
        };
        let mut copy = parts.clone();
        let extracted = pin!(Some(async { C::from_request_parts(&mut copy, &()).await }));
        self.0 = match settled(settings.deadline, extracted).await {
            Settled::Done(Ok(Some(credential))) => State::Present(credential),
            Settled::Done(Ok(None)) => State::Absent,
            Settled::Done(Err(_)) => State::Malformed,
            Settled::Late => State::Unavailable(None),
            Settled::Panicked => State::Fault,
        };
    }
}

/// The verifier's settings, unless it panics.
fn settings<C, V: Verifier<C>>(verifier: &V) -> Option<&Settings> {
    catch_unwind(AssertUnwindSafe(|| verifier.settings())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::ScopeTable;

    static SCHEME: Scheme = Scheme::new(
        "key",
        "",
        None,
        Kind::ApiKeyHeader("k"),
        ScopeTable::new(&[]),
    );

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
        entry.read(&SCHEME, &parts);
        assert!(matches!(entry.standing(), Standing::Present));
        entry.verify(&verifier, &SCHEME, &parts).await;
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
}
