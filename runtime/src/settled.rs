//! Futures of the application's, run under a deadline and behind a panic guard.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::Sleep;

/// What became of a call to the application.
#[derive(Debug)]
pub(crate) enum Settled<T> {
    Done(T),
    /// It was not done before the deadline.
    Late,
    Panicked,
}

/// Calls the application behind a panic guard.
#[inline]
pub(crate) fn guarded<T>(call: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(call)).ok()
}

/// Runs a future of the application's under a deadline and behind a panic guard, from its first poll
/// until it is dropped. The future is one of ours around theirs, so that a panic before there is one
/// counts too. It lives on the heap, so that the handler's own future need not have room for every
/// future it might wait for.
pub(crate) struct Settling<F: Future> {
    future: Option<Pin<Box<F>>>,
    deadline: Duration,
    /// There is none until the future waits for something.
    timer: Option<Pin<Box<Sleep>>>,
}

impl<F: Future> Settling<F> {
    pub(crate) fn new(deadline: Duration, future: F) -> Self {
        Self {
            future: Some(Box::pin(future)),
            deadline,
            timer: None,
        }
    }

    /// The output, or `None` at the deadline.
    fn poll_in_time(&mut self, context: &mut Context<'_>) -> Poll<Option<F::Output>> {
        let Some(future) = &mut self.future else {
            return Poll::Ready(None);
        };
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        self.timer
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(self.deadline)))
            .as_mut()
            .poll(context)
            .map(|()| None)
    }
}

impl<F: Future> Future for Settling<F> {
    type Output = Settled<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let outcome = match guarded(|| self.poll_in_time(context)) {
            Some(Poll::Pending) => return Poll::Pending,
            Some(Poll::Ready(Some(output))) => Settled::Done(output),
            Some(Poll::Ready(None)) => Settled::Late,
            None => Settled::Panicked,
        };
        // What it holds is dropped here, and may panic as well.
        let dropped = guarded(|| self.future = None);
        Poll::Ready(dropped.map_or(Settled::Panicked, |()| outcome))
    }
}
