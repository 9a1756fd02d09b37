//! The extractor of a credential of the application's own that fails.

use tests::{FAULT, MALFORMED, Refused, UNAVAILABLE};

use crate::{App, PLACES, SPARE, Way};

const MALFORMED_STAMP: &str = r#"Stamp realm="api", error="invalid_request""#;

#[tokio::test(start_paused = true)]
async fn one_that_fails_admits_nobody() {
    let cases: [(Way, Refused, &[&str]); 6] = [
        (Way::Errs, MALFORMED, &[MALFORMED_STAMP]),
        (Way::PanicsBefore, FAULT, &[]),
        (Way::PanicsAfterWaiting, FAULT, &[]),
        (Way::PanicsInDrop, FAULT, &[]),
        (Way::Hangs, UNAVAILABLE, &[]),
        (Way::HangsAndPanicsInDrop, FAULT, &[]),
    ];
    let app = App::new(Way::None);
    for (way, refused, challenges) in cases {
        let name = format!("{way:?}");
        for (place, more) in PLACES {
            let case = format!("{name}, {place}");
            let before = (app.entered(), app.outage.called());
            let mut headers = vec![("extractor", &*name)];
            headers.extend_from_slice(more);
            let answer = app.ask("stamp", place, &headers).await;
            answer.assert_refused(refused, challenges, &case);
            let after = (app.entered(), app.outage.called());
            assert_eq!(after, before, "{case}: no verifier, no handler");
            let next = app.ask("stamp", place, more).await;
            next.assert_admitted("entered", &format!("{case}, the next"));
        }
        for place in ["any", "any-last"] {
            let headers = [("extractor", &*name), SPARE];
            let answer = app.ask("stamp", place, &headers).await;
            answer.assert_admitted("entered", &format!("{name}, {place}, the other is valid"));
        }
    }
}
