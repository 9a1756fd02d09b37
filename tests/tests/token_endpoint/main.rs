//! The token endpoint as an application mounts it, beside an API that takes its tokens.
//!
//! A test is named for the line of the contract it decides, where there is one: T is RFC 6749 with
//! RFC 7009 and RFC 7662, D is RFC 9700.
#![allow(missing_docs, clippy::unused_async)]

mod clients;
mod document;
mod elsewhere;
mod forms;
mod hostile;
mod introspection;
mod mounted;
mod outages;
mod passwords;
mod refreshing;
mod revocation;
mod users;

use serde_json::Value;

use self::mounted::{Desk, JOHN, token_of};
use tests::Answer;

/// The error an answer names, after its shape was looked at: nothing else stands in it.
#[track_caller]
pub(crate) fn error(answer: &Answer) -> (u16, String) {
    let body = json(answer);
    let members = body.as_object().expect("an object");
    let mut names: Vec<_> = members.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["error", "error_description"], "{answer:?}");
    let challenges: &[&str] = match answer.status {
        401 => &[r#"Basic realm="clients", charset="UTF-8""#],
        _ => &[],
    };
    assert_eq!(answer.challenges, challenges, "{answer:?}");
    let code = members["error"].as_str().expect("a code");
    (answer.status, code.to_owned())
}

#[track_caller]
pub(crate) fn json(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), Some("application/json"));
    serde_json::from_str(&answer.body).expect("JSON")
}

#[track_caller]
pub(crate) fn assert_error(answer: &Answer, status: u16, code: &str, case: &str) {
    assert_eq!(error(answer), (status, code.to_owned()), "{case}");
}
