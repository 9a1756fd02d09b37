//! Futures of the application's, run under a deadline and behind a panic guard.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::Poll,
    time::Duration,
};

/// What became of a future of the application's.
pub(crate) enum Settled<T> {
    Done(T),
    /// It was not done before the deadline.
    Late,
    Panicked,
}

/// Runs a future of the application's under a deadline and behind a panic guard, from its first poll
/// until it is dropped. `future` is one of ours around theirs, so that a panic before there is one
/// counts too; it is borrowed, because by value it would stand in the guard's own future twice.
pub(crate) async fn settled<F: Future>(
    deadline: Duration,
    mut future: Pin<&mut Option<F>>,
) -> Settled<F::Output> {
    let outcome = {
        let mut in_time = pin!(in_time(deadline, future.as_mut()));
        poll_fn(
            |context| match catch_unwind(AssertUnwindSafe(|| in_time.as_mut().poll(context))) {
                Ok(Poll::Ready(Some(output))) => Poll::Ready(Settled::Done(output)),
                Ok(Poll::Ready(None)) => Poll::Ready(Settled::Late),
                Ok(Poll::Pending) => Poll::Pending,
                Err(_panic) => Poll::Ready(Settled::Panicked),
            },
        )
        .await
    };
    // What it holds is dropped here, and may panic as well.
    match catch_unwind(AssertUnwindSafe(|| future.set(None))) {
        Ok(()) => outcome,
        Err(_panic) => Settled::Panicked,
    }
}

/// The future's output, or `None` if it is not there before the deadline. A future that does not
/// wait for anything, as most verifiers' do not, needs no timer.
async fn in_time<F: Future>(
    deadline: Duration,
    mut future: Pin<&mut Option<F>>,
) -> Option<F::Output> {
    let mut polled = poll_fn(|context| match future.as_mut().as_pin_mut() {
        Some(future) => future.poll(context),
        None => Poll::Pending,
    });
    let at_once = poll_fn(|context| Poll::Ready(Pin::new(&mut polled).poll(context)));
    match at_once.await {
        Poll::Ready(output) => Some(output),
        Poll::Pending => tokio::time::timeout(deadline, polled).await.ok(),
    }
}
