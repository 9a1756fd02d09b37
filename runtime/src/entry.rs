//! Entries: how one scheme stands on one request.

use std::{
    future::{PollFn, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::{self, Poll},
    time::Duration,
};

use axum::extract::OptionalFromRequestParts;
use http::request::Parts;

use crate::{
    credential::{self, ApiKey, Basic, BearerToken, Slot},
    cross_site,
    scheme::{Kind, Scheme},
    settings::Settings,
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
            // In a future of ours, so that a panic before there is one of theirs is caught as well.
            let mut verifying = pin!(async { verifier.verify(credential, &context).await });
            let verdict = in_time(settings.deadline, guarded(verifying.as_mut()));
            self.0 = match verdict.await {
                Some(Some(Verdict::Valid(proven))) => State::Valid(proven),
                Some(Some(Verdict::Invalid)) => State::Invalid,
                Some(Some(Verdict::Denied(reason))) => State::Denied(reason),
                Some(Some(Verdict::Unavailable(source))) => State::Unavailable(Some(source)),
                Some(None) => State::Fault,
                None => State::Unavailable(None),
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
        let extracting = pin!(async { C::from_request_parts(&mut copy, &()).await });
        match in_time(settings.deadline, guarded(extracting)).await {
            Some(Some(Ok(Some(credential)))) => self.0 = State::Present(credential),
            Some(Some(Ok(None))) => self.0 = State::Absent,
            Some(Some(Err(_))) => self.0 = State::Malformed,
            Some(None) => {}
            None => self.0 = State::Unavailable(None),
        }
    }
}

/// The verifier's settings, unless it panics.
fn settings<C, V: Verifier<C>>(verifier: &V) -> Option<&Settings> {
    catch_unwind(AssertUnwindSafe(|| verifier.settings())).ok()
}

/// The future's output, or `None` if it is not there before the deadline. A future that does not
/// wait for anything, as most verifiers' do not, needs no timer.
async fn in_time<F: Future + Unpin>(deadline: Duration, mut future: F) -> Option<F::Output> {
    let at_once = poll_fn(|context| Poll::Ready(Pin::new(&mut future).poll(context)));
    match at_once.await {
        Poll::Ready(output) => Some(output),
        Poll::Pending => tokio::time::timeout(deadline, future).await.ok(),
    }
}

/// The future's output, or `None` if it panics. It is borrowed: handed over by value it would
/// stand in the guard's own future several times.
fn guarded<F: Future>(
    mut future: Pin<&mut F>,
) -> PollFn<impl FnMut(&mut task::Context<'_>) -> Poll<Option<F::Output>> + Unpin> {
    poll_fn(
        move |context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(Poll::Ready(output)) => Poll::Ready(Some(output)),
            Ok(Poll::Pending) => Poll::Pending,
            Err(_panic) => Poll::Ready(None),
        },
    )
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
        let request = http::Request::builder().header("k", "a-key").body(());
        let (parts, ()) = request.expect("a request").into_parts();
        let mut entry = Entry::<ApiKey, ()>::default();
        entry.read(&SCHEME, &parts);
        assert!(matches!(entry.standing(), Standing::Present));
        entry.verify(&Eager, &SCHEME, &parts).await;
        assert!(matches!(entry.standing(), Standing::Fault));
        assert!(entry.take().is_none());
    }
}
