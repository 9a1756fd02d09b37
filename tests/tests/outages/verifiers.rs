//! A verifier that fails: of each kind, `Passwords` with its store and `Jwt` with its accounts included.

use tests::{FAULT, Refused, UNAVAILABLE};

use crate::{App, KINDS, PLACES, SPARE, Way};

/// `way` is answered so wherever the failing scheme decides, no handler is entered, another alternative
/// still wins, and once it is over the same request is admitted.
async fn is_answered(way: Way, refused: Refused) {
    for kind in KINDS {
        if way == Way::PanicsAtOnce && ["passwords", "jwt"].contains(kind) {
            // What they call has no such part.
            continue;
        }
        let app = App::new(way);
        for (place, more) in PLACES {
            let case = format!("{way:?} of {kind}, {place}");
            let before = app.entered();
            let answer = app.ask(kind, place, more).await;
            answer.assert_refused(refused, &[], &case);
            assert_eq!(app.entered(), before, "{case}");
            app.outage.set(Way::None);
            let next = app.ask(kind, place, more).await;
            next.assert_admitted("entered", &format!("{case}, when it is over"));
            app.outage.set(way);
        }
        for place in ["any", "any-last"] {
            let answer = app.ask(kind, place, &[SPARE]).await;
            let case = format!("{way:?} of {kind}, {place}, and the other is valid");
            answer.assert_admitted("entered", &case);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_errs_is_unavailable() {
    is_answered(Way::Errs, UNAVAILABLE).await;
}

#[tokio::test(start_paused = true)]
async fn one_that_panics_without_waiting_is_a_fault() {
    is_answered(Way::PanicsAtOnce, FAULT).await;
}

#[tokio::test(start_paused = true)]
async fn one_that_panics_before_there_is_a_future_is_a_fault() {
    is_answered(Way::PanicsBefore, FAULT).await;
}

#[tokio::test(start_paused = true)]
async fn one_that_panics_in_the_first_poll_is_a_fault() {
    is_answered(Way::PanicsInTheFirstPoll, FAULT).await;
}

#[tokio::test(start_paused = true)]
async fn one_that_panics_after_waiting_is_a_fault() {
    is_answered(Way::PanicsAfterWaiting, FAULT).await;
}

#[tokio::test(start_paused = true)]
async fn one_that_panics_in_drop_after_it_succeeded_is_a_fault() {
    is_answered(Way::PanicsInDrop, FAULT).await;
}

#[tokio::test(start_paused = true)]
async fn one_that_hangs_is_unavailable_at_the_deadline() {
    let start = tokio::time::Instant::now();
    let answer = App::new(Way::Hangs).ask("bearer", "alone", &[]).await;
    answer.assert_refused(UNAVAILABLE, &[], "alone");
    assert_eq!(start.elapsed().as_secs(), 5, "its deadline");
    is_answered(Way::Hangs, UNAVAILABLE).await;
}

#[tokio::test(start_paused = true)]
async fn one_that_hangs_and_panics_when_it_is_given_up_is_a_fault() {
    is_answered(Way::HangsAndPanicsInDrop, FAULT).await;
}
