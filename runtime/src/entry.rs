//! Entries: how one scheme stands on one request.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    time::Duration,
};

use axum::extract::OptionalFromRequestParts;
use http::{HeaderName, request::Parts};

use crate::{
    credential::{self, ApiKey, Basic, BearerToken, ClientCertificate, Slot},
    cross_site,
    scheme::{Kind, Scheme},
    settled::{Settled, Settling, guarded},
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
    /// The verifier could not tell at once and has this long.
    Waiting(C, Duration),
    Invalid,
    Denied(&'static str),
    Throttled(Duration),
    Unavailable(Option<Source>),
    Fault,
    Valid(Verified<P>),
    Taken,
}

/// Whether something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It is, or there is nothing to do.
    Done,
    /// The rest takes waiting.
    Waits,
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
    /// There were too many attempts: not before this long.
    Throttled(Duration),
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

/// Entries are dropped one after the other, and a panic on the way of another would end the process:
/// the first one's is let out.
impl<C, P> Drop for Entry<C, P> {
    fn drop(&mut self) {
        let dropped = match self.0 {
            State::Present(_) | State::Waiting(..) | State::Unavailable(_) | State::Valid(_) => {
                catch_unwind(AssertUnwindSafe(|| self.0 = State::Taken))
            }
            // Nothing of the application's is left.
            _ => return,
        };
        if let Err(panic) = dropped
            && !std::thread::panicking()
        {
            resume_unwind(panic);
        }
    }
}

impl<C, P> Entry<C, P> {
    /// How the scheme stands so far.
    pub fn standing(&self) -> Standing<'_> {
        match &self.0 {
            State::Unread | State::Absent => Standing::Absent,
            State::Malformed => Standing::Malformed,
            State::Present(_) | State::Waiting(..) => Standing::Present,
            State::Invalid => Standing::Invalid,
            State::Denied(reason) => Standing::Denied(reason),
            State::Throttled(wait) => Standing::Throttled(*wait),
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

    #[inline]
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
    pub fn verify<V: Verifier<C, Principal = P>>(
        &mut self,
        verifier: &V,
        scheme: &'static Scheme,
        parts: &Parts,
    ) -> Progress {
        guarded(|| self.ask(verifier, scheme, parts)).unwrap_or_else(|| {
            self.0 = State::Fault;
            Progress::Done
        })
    }

    /// The part of it in which the application may panic: in its verifier, or where its credential
    /// is dropped.
    #[inline]
    fn ask<V: Verifier<C, Principal = P>>(
        &mut self,
        verifier: &V,
        scheme: &'static Scheme,
        parts: &Parts,
    ) -> Progress {
        let State::Present(credential) = &self.0 else {
            return match self.0 {
                State::Waiting(..) => Progress::Waits,
                _ => Progress::Done,
            };
        };
        let settings = verifier.settings();
        if scheme.kind.is_sent_by_browsers() && cross_site::is_refused(parts, settings) {
            self.0 = State::Denied("cross_site");
            return Progress::Done;
        }
        if let Some(verdict) = verifier.verify_now(credential, &Context::new(scheme, parts)) {
            self.0 = State::of(Settled::Done(verdict));
            return Progress::Done;
        }
        if let State::Present(credential) = std::mem::replace(&mut self.0, State::Fault) {
            self.0 = State::Waiting(credential, settings.deadline);
        }
        Progress::Waits
    }

    /// Waits for the verifier, if it could not tell at once. Until it has answered the entry counts
    /// as a fault, so that a dropped future admits nobody.
    ///
    /// Not an `async fn`: rustc could not prove that future `Send` for verifiers whose type holds a
    /// lifetime, `ApiKeys<&'static str>` for one.
    pub fn wait<'e, V>(
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
        let verdict = match std::mem::replace(&mut self.0, State::Fault) {
            State::Waiting(credential, deadline) => Some(Settling::new(deadline, async move {
                let context = Context::new(scheme, parts);
                verifier.verify(credential, &context).await
            })),
            other => {
                self.0 = other;
                None
            }
        };
        async move {
            if let Some(verdict) = verdict {
                self.0 = State::of(verdict.await);
            }
        }
    }
}

impl<C, P> State<C, P> {
    #[inline]
    fn of(settled: Settled<Verdict<P>>) -> Self {
        match settled {
            Settled::Done(Verdict::Valid(proven)) => Self::Valid(proven),
            Settled::Done(Verdict::Invalid) => Self::Invalid,
            Settled::Done(Verdict::Denied(reason)) => Self::Denied(reason),
            Settled::Done(Verdict::Throttled(wait)) => Self::Throttled(wait),
            Settled::Done(Verdict::Unavailable(source)) => Self::Unavailable(Some(source)),
            Settled::Late => Self::Unavailable(None),
            Settled::Panicked => Self::Fault,
        }
    }
}

impl<P> Entry<ApiKey, P> {
    /// Reads the key from the header `name`.
    pub fn read_header(&mut self, name: &HeaderName, parts: &Parts) -> Progress {
        if self.is_unread() {
            self.fill(credential::api_key_header(&parts.headers, name));
        }
        Progress::Done
    }

    /// Reads the key from the parameter or cookie the scheme names.
    pub fn read(&mut self, scheme: &'static Scheme, parts: &Parts) -> Progress {
        if self.is_unread() {
            self.fill(match scheme.kind {
                Kind::ApiKeyCookie(name) => credential::api_key_cookie(&parts.headers, name),
                Kind::ApiKeyQuery(name) => credential::api_key_query(parts, name),
                // The derive pairs these kinds with this credential; anything else admits nobody.
                _ => Slot::Malformed,
            });
        }
        Progress::Done
    }
}

impl<P> Entry<BearerToken, P> {
    /// Reads the token of `Authorization: Bearer`.
    pub fn read(&mut self, _: &'static Scheme, parts: &Parts) -> Progress {
        if self.is_unread() {
            self.fill(credential::bearer(&parts.headers));
        }
        Progress::Done
    }
}

impl<P> Entry<Basic, P> {
    /// Reads user name and password of `Authorization: Basic`.
    pub fn read(&mut self, _: &'static Scheme, parts: &Parts) -> Progress {
        if self.is_unread() {
            self.fill(credential::basic(&parts.headers));
        }
        Progress::Done
    }
}

impl<P> Entry<ClientCertificate, P> {
    /// Reads the certificate that the TLS layer left in the extensions.
    pub fn read(&mut self, _: &'static Scheme, parts: &Parts) -> Progress {
        if self.is_unread() {
            self.fill(credential::client_certificate(&parts.extensions));
        }
        Progress::Done
    }
}

impl<C: OptionalFromRequestParts<()>, P> Entry<C, P> {
    /// Reading a credential of the application's own type takes waiting.
    pub fn read_custom(&self) -> Progress {
        if self.is_unread() {
            Progress::Waits
        } else {
            Progress::Done
        }
    }

    /// Reads a credential of the application's own type within the verifier's deadline, or else waits
    /// for the verifier. It is read from a copy of the request's head, so that an alternative that
    /// fails leaves nothing behind.
    pub async fn wait_custom<V>(&mut self, verifier: &V, scheme: &'static Scheme, parts: &Parts)
    where
        V: Verifier<C, Principal = P>,
        C: Send,
        P: Send,
    {
        if !self.is_unread() {
            return self.wait(verifier, scheme, parts).await;
        }
        self.0 = State::Fault;
        let Some(settings) = guarded(|| verifier.settings()) else {
            return;
        };
        let mut copy = parts.clone();
        let extracted = async move { C::from_request_parts(&mut copy, &()).await };
        self.0 = match Settling::new(settings.deadline, extracted).await {
            Settled::Done(Ok(Some(credential))) => State::Present(credential),
            Settled::Done(Ok(None)) => State::Absent,
            Settled::Done(Err(_)) => State::Malformed,
            Settled::Late => State::Unavailable(None),
            Settled::Panicked => State::Fault,
        };
    }
}

#[cfg(test)]
mod tests;
