//! Forms: what is read, and what is refused before anybody is asked.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::body::{Body, Bytes};
use futures_util::stream;

use super::*;
use crate::mounted::FORM;

#[tokio::test]
async fn t1_a_form_in_the_body_is_read() {
    let desk = Desk::new();
    for form in [
        JOHN.to_owned(),
        // An unknown parameter is ignored, an empty one as good as absent.
        format!("{JOHN}&x=1&resource=y&scope=&client_id=&client_secret=&refresh_token"),
        format!("&&{JOHN}&"),
        "%67rant_type=pass%77ord&username=johndoe&password=se%20cret%3a%c3%b6".to_owned(),
    ] {
        assert_eq!(desk.token(&form).await.status, 200, "{form}");
    }
    for lines in [
        [(
            "Content-Type",
            "application/x-www-form-urlencoded; charset=UTF-8",
        )],
        [("Content-Type", "Application/X-WWW-Form-URLEncoded")],
    ] {
        assert_eq!(
            desk.post("/token", &lines, JOHN).await.status,
            200,
            "{lines:?}"
        );
    }
}

#[tokio::test]
async fn t1_what_is_no_form_or_says_something_twice_is_an_invalid_request() {
    let desk = Desk::new();
    for form in [
        String::new(),
        "grant_type=".to_owned(),
        "username=johndoe&password=se+cret:%C3%B6".to_owned(),
        "grant_type=password&username=johndoe".to_owned(),
        "grant_type=password&username=johndoe&password=".to_owned(),
        "grant_type=password&password=x".to_owned(),
        "grant_type=refresh_token".to_owned(),
        "grant_type=refresh_token&refresh_token=".to_owned(),
        format!("{JOHN}&username=johndoe"),
        format!("{JOHN}&%75sername=johndoe"),
        format!("{JOHN}&scope=&scope="),
        format!("{JOHN}&x=1&x=2"),
        format!("{JOHN}&x=%00"),
        format!("{JOHN}&x=%0A"),
        format!("{JOHN}&x=%ff"),
        format!("{JOHN}&x=%F"),
        format!("{JOHN}&x=\0"),
    ] {
        let answer = desk.token(&form).await;
        assert_error(&answer, 400, "invalid_request", &form);
    }
    let bytes = [JOHN.as_bytes(), b"&x=\xff"].concat();
    let answer = desk.post("/token", &[FORM], bytes).await;
    assert_error(&answer, 400, "invalid_request", "no UTF-8");
    let types: [&[(&str, &str)]; 5] = [
        &[],
        &[("Content-Type", "application/json")],
        &[("Content-Type", "multipart/form-data; boundary=x")],
        &[(
            "Content-Type",
            "application/x-www-form-urlencoded; charset=latin1",
        )],
        &[FORM, FORM],
    ];
    for lines in types {
        let answer = desk.post("/token", lines, JOHN).await;
        assert_error(&answer, 400, "invalid_request", &format!("{lines:?}"));
    }
    for path in ["/revoke", "/introspect"] {
        for form in [
            "",
            "token=",
            "token=x&token=x",
            "token=%00",
            "token_type_hint=x",
        ] {
            let answer = desk.post(path, &[FORM], form).await;
            assert_error(&answer, 400, "invalid_request", &format!("{path} {form}"));
        }
    }
    assert_eq!(desk.users.asked(), 0, "nobody was asked for");
}

#[tokio::test]
async fn t1_the_query_is_not_read() {
    let desk = Desk::new();
    let answer = desk.post(&format!("/token?{JOHN}"), &[FORM], "").await;
    assert_error(&answer, 400, "invalid_request", "all of it in the query");
    // Nor does it repeat what stands in the body.
    let path = format!("/token?{JOHN}&scope=items:read");
    let answer = desk.post(&path, &[FORM], JOHN).await;
    assert_eq!((answer.status, &json(&answer)["scope"]), (200, &"".into()));
}

/// A body of pieces of a kilobyte, and how many of them were taken.
fn pieces(count: usize) -> (Body, Arc<AtomicUsize>) {
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&taken);
    let pieces = (0..count).map(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 1024]))
    });
    (Body::from_stream(stream::iter(pieces)), taken)
}

#[tokio::test]
async fn a_long_form_is_not_read_to_its_end() {
    let desk = Desk::new();
    let padding = |length: usize| format!("{JOHN}&x={}", "y".repeat(length - JOHN.len() - 3));
    assert_eq!(desk.token(&padding(16 * 1024)).await.status, 200);
    let answer = desk.token(&padding(16 * 1024 + 1)).await;
    assert_error(&answer, 400, "invalid_request", "a byte too long");
    let (body, taken) = pieces(1000);
    let answer = desk.post("/token", &[FORM], body).await;
    assert_error(&answer, 400, "invalid_request", "endless");
    assert_eq!(
        taken.load(Ordering::SeqCst),
        17,
        "the one that is too much is the last"
    );
    let (body, taken) = pieces(1000);
    let answer = desk
        .post("/token", &[("Content-Type", "text/plain")], body)
        .await;
    assert_error(&answer, 400, "invalid_request", "no form");
    assert_eq!(taken.load(Ordering::SeqCst), 0, "nothing of it");
}

#[tokio::test]
async fn a_body_that_breaks_off_is_an_invalid_request() {
    let broken = stream::iter([
        Ok(Bytes::from(JOHN)),
        Err(std::io::Error::other("the connection is gone")),
    ]);
    let answer = Desk::new()
        .post("/token", &[FORM], Body::from_stream(broken))
        .await;
    assert_error(&answer, 400, "invalid_request", "broken");
}

#[tokio::test]
async fn t3_a_grant_that_nobody_knows_is_unsupported() {
    let desk = Desk::new();
    for grant in [
        "authorization_code",
        "implicit",
        "Password",
        "password ",
        "urn:ietf:params:oauth:grant-type:device_code",
    ] {
        let form = format!(
            "grant_type={}&username=a&password=b",
            mounted::encoded(grant)
        );
        let answer = desk.token(&form).await;
        assert_error(&answer, 400, "unsupported_grant_type", grant);
    }
}

#[tokio::test]
async fn t3_what_is_said_twice_is_not_echoed() {
    let answer = Desk::new()
        .token("grant_type=hunter2&username=hunter2")
        .await;
    assert!(!answer.body.contains("hunter2"), "{answer:?}");
}

#[tokio::test]
async fn only_a_permissive_form_may_leave_out_the_grant_type() {
    let desk = Desk::new();
    let without = JOHN.trim_start_matches("grant_type=password&");
    let answer = desk.token(without).await;
    assert_error(&answer, 400, "invalid_request", "strict");
    assert_eq!(desk.post("/login", &[FORM], without).await.status, 200);
    assert_eq!(desk.post("/login", &[FORM], JOHN).await.status, 200);
    let other = format!("grant_type=other&{without}");
    let answer = desk.post("/login", &[FORM], other).await;
    assert_error(&answer, 400, "unsupported_grant_type", "another grant");
    let refresh = "refresh_token=x";
    let answer = desk.post("/login", &[FORM], refresh).await;
    assert_error(&answer, 400, "invalid_request", "no name, no password");
}
