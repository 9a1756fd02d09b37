//! F17, F19, F20: when a request is refused, and with what.

use axum::body::Body;
use http::Request;
use tests::{ABSENT, DENIED, FAULT, INSUFFICIENT, INVALID, MALFORMED, Refused, UNAVAILABLE, send};

use crate::{BEARER, BEARER_INVALID, BEARER_MALFORMED, KEY, KEY_MALFORMED, Untouched, app, get};

#[tokio::test]
async fn f17_the_caller_is_known_before_path_and_body_are_read() {
    for path in ["/mixed/1", "/mixed/not-a-number"] {
        let put = |body| {
            Request::put(path)
                .header("content-type", "application/json")
                .body(body)
                .expect("a request")
        };
        let answer = send(&app(), put(Body::new(Untouched))).await;
        answer.assert_refused(ABSENT, &[BEARER], path);
        let mut wrong = put(Body::new(Untouched));
        let value = http::HeaderValue::from_static("Bearer no");
        wrong.headers_mut().insert("authorization", value);
        let answer = send(&app(), wrong).await;
        answer.assert_refused(INVALID, &[BEARER_INVALID], path);
    }
    let malformed = Request::put("/mixed/1")
        .header("authorization", "Bearer ok")
        .header("content-type", "application/json")
        .body(Body::from("x"));
    let answer = send(&app(), malformed.expect("a request")).await;
    assert_eq!(answer.status, 400, "who is known is told about the body");
}

#[tokio::test]
async fn f19_each_failure_has_its_status() {
    let insufficient = r#"Bearer realm="api", scope="r", error="insufficient_scope""#;
    let needs = r#"Bearer realm="api", scope="r""#;
    let cases: [(&str, Refused, Vec<String>); 7] = [
        ("", ABSENT, vec![needs.to_owned()]),
        (
            "no",
            INVALID,
            vec![format!("{needs}, error=\"invalid_token\"")],
        ),
        (
            "a b",
            MALFORMED,
            vec![format!("{needs}, error=\"invalid_request\"")],
        ),
        ("ok", INSUFFICIENT, vec![insufficient.to_owned()]),
        ("denied", DENIED, vec![]),
        ("down", UNAVAILABLE, vec![]),
        ("panic", FAULT, vec![]),
    ];
    for (bearer, refused, challenges) in cases {
        let challenges: Vec<&str> = challenges.iter().map(String::as_str).collect();
        let answer = get("/one-of", bearer, "").await;
        answer.assert_refused(refused, &challenges, bearer);
    }
}

#[tokio::test]
async fn f20_the_error_does_not_depend_on_order_or_chance() {
    // From weak to strong.
    let causes = [
        ("", ABSENT),
        ("no", INVALID),
        ("a b", MALFORMED),
        ("denied", DENIED),
        ("down", UNAVAILABLE),
        ("panic", FAULT),
    ];
    for (weak, (first, _)) in causes.iter().enumerate() {
        for (second, refused) in &causes[weak..] {
            for (bearer, key) in [(first, second), (second, first)] {
                let mut challenges = Vec::new();
                match refused.status {
                    401 => {
                        let wrong = *bearer == "no";
                        challenges.push(if wrong { BEARER_INVALID } else { BEARER });
                        challenges.push(KEY);
                    }
                    400 => {
                        challenges.extend((*bearer == "a b").then_some(BEARER_MALFORMED));
                        challenges.extend((*key == "a b").then_some(KEY_MALFORMED));
                    }
                    _ => {}
                }
                let case = format!("{bearer:?} and {key:?}");
                for _ in 0..3 {
                    let answer = get("/rehtie", bearer, key).await;
                    answer.assert_refused(*refused, &challenges, &case);
                    challenges.reverse();
                    let answer = get("/either", bearer, key).await;
                    answer.assert_refused(*refused, &challenges, &case);
                    challenges.reverse();
                }
            }
        }
    }
}
