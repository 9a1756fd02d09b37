//! Line 2: what stands in a slot settles an alternative before a verifier is asked.

use http::request::Builder;
use tests::{ABSENT, MALFORMED};

use crate::{get, send};

/// A scheme's path and challenge, and how its slot is filled, once for each value.
type Slot = (&'static str, &'static str, fn(&[&str]) -> Builder);

const SLOTS: [Slot; 5] = [
    ("bearer", r#"Bearer realm="api""#, |values| {
        let filled = values.iter().map(|value| {
            if value.is_empty() {
                String::new()
            } else {
                format!("Bearer {value}")
            }
        });
        filled.fold(get("/one"), |request, value| {
            request.header("authorization", value)
        })
    }),
    ("basic", r#"Basic realm="api", charset="UTF-8""#, |values| {
        let filled = values.iter().map(|value| {
            if value.is_empty() {
                String::new()
            } else {
                format!("Basic {value}")
            }
        });
        filled.fold(get("/basic"), |request, value| {
            request.header("authorization", value)
        })
    }),
    (
        "key",
        r#"ApiKey realm="api", in="header", name="k""#,
        |values| {
            values
                .iter()
                .fold(get("/either"), |request, value| request.header("k", *value))
        },
    ),
    (
        "query",
        r#"ApiKey realm="api", in="query", name="q""#,
        |values| {
            let pairs: Vec<String> = values.iter().map(|value| format!("q={value}")).collect();
            get(&format!("/query?{}", pairs.join("&").replace(' ', "%20")))
        },
    ),
    (
        "cookie",
        r#"ApiKey realm="api", in="cookie", name="c""#,
        |values| {
            let pairs: Vec<String> = values.iter().map(|value| format!("c={value}")).collect();
            get("/cookie").header("cookie", pairs.join("; "))
        },
    ),
];

/// What the scheme answers with beside its own challenge.
fn challenges(scheme: &str, own: &str) -> Vec<String> {
    let mut challenges = vec![own.to_owned()];
    if scheme == "key" {
        challenges.push(r#"Bearer realm="api""#.to_owned());
    }
    challenges
}

#[tokio::test]
async fn s02_an_empty_slot_is_absent() {
    for (scheme, challenge, fill) in SLOTS {
        let challenges = challenges(scheme, challenge);
        let challenges: Vec<&str> = challenges.iter().map(String::as_str).collect();
        for values in [&[][..], &[""]] {
            let answer = send(fill(values)).await;
            answer.assert_refused(ABSENT, &challenges, &format!("{scheme}: {values:?}"));
            assert_eq!(answer.asked, 0, "{scheme}: {values:?}");
        }
    }
    for (path, foreign, challenge) in [
        ("/one", "Basic dTpvaw==", r#"Bearer realm="api""#),
        (
            "/one",
            "Digest username=\"x\", qop=auth",
            r#"Bearer realm="api""#,
        ),
        (
            "/basic",
            "Bearer ok",
            r#"Basic realm="api", charset="UTF-8""#,
        ),
    ] {
        let answer = send(get(path).header("authorization", foreign)).await;
        answer.assert_refused(ABSENT, &[challenge], "a scheme of another name");
    }
}

#[tokio::test]
async fn s02_what_is_repeated_too_long_or_outside_its_grammar_is_malformed() {
    let long = "x".repeat(8 * 1024 + 1);
    for (scheme, challenge, fill) in SLOTS {
        let malformed = format!("{challenge}, error=\"invalid_request\"");
        let right = if scheme == "basic" { "dTpvaw==" } else { "ok" };
        let admitted = send(fill(&[right])).await;
        assert_eq!(
            (admitted.status, admitted.asked),
            (200, 1),
            "{scheme}: the slot is read"
        );
        for values in [
            &[right, right][..],
            &[right, "no"],
            &["no", right],
            &[right, ""],
            &["", right],
            &["a b"],
            &[long.as_str()],
        ] {
            let answer = send(fill(values)).await;
            let case = format!("{scheme}: {:.40}", values.join("|"));
            answer.assert_refused(MALFORMED, &[&malformed], &case);
            assert_eq!(answer.asked, 0, "{case}");
        }
    }
}

#[tokio::test]
async fn s02_a_slot_without_value_is_malformed() {
    let error = "error=\"invalid_request\"";
    for (request, challenge) in [
        (
            get("/one").header("authorization", "Bearer"),
            r#"Bearer realm="api""#,
        ),
        (
            get("/basic").header("authorization", "Basic"),
            r#"Basic realm="api", charset="UTF-8""#,
        ),
        (
            get("/query?q"),
            r#"ApiKey realm="api", in="query", name="q""#,
        ),
    ] {
        let answer = send(request).await;
        answer.assert_refused(MALFORMED, &[&format!("{challenge}, {error}")], challenge);
        assert_eq!(answer.asked, 0);
    }
    // An own credential says itself what is malformed, but not with which status.
    let bytes = http::HeaderValue::from_bytes(b"\xff").expect("a header value");
    let answer = send(get("/stamp").header("stamp", bytes)).await;
    let challenge = format!("Stamp realm=\"api\", {error}");
    answer.assert_refused(MALFORMED, &[&challenge], "the extractor said 418");
}
