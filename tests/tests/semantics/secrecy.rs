//! Line 11: what a caller presents is neither shown nor logged nor sent back.

use std::{
    cell::RefCell,
    fmt::{self, Write as _},
    sync::Once,
};

use axum_secured::{Refusal, Settings};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::request::Builder;
use tests::Scripted;
use tower::ServiceExt as _;
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use crate::{app, get};

thread_local! {
    /// What was logged on this thread.
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Writes every event down, with all its fields. It is the whole program's: tracing remembers for
/// each place in the code whether anybody listens, and other tests run beside this one.
struct Journal;

impl Journal {
    fn open() {
        static OPENED: Once = Once::new();
        OPENED.call_once(|| {
            tracing::subscriber::set_global_default(Self).expect("the only one");
        });
        Self::lines();
    }

    fn write(line: String) {
        LINES.with_borrow_mut(|lines| lines.push(line));
    }

    /// What was logged since it was asked last.
    fn lines() -> Vec<String> {
        LINES.take()
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for Journal {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut line = Line("span".to_owned());
        attributes.record(&mut line);
        Self::write(line.0);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line("record".to_owned());
        values.record(&mut line);
        Self::write(line.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        Self::write(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

const MARK: &str = "s3cr3t-0f-the-ca11er";

/// Requests that present the mark in every slot, right, wrong and malformed.
fn requests() -> Vec<(Builder, &'static str)> {
    let basic = |login: &str| format!("Basic {}", STANDARD.encode(login));
    let bearer = |value: &str| get("/r").header("authorization", format!("Bearer {value}"));
    vec![
        (bearer(&format!("ok.r.{MARK}")), ""),
        (bearer(&format!("ok.{MARK}")), "insufficient_scope"),
        (bearer(MARK), "invalid"),
        (bearer(&format!("{MARK} x")), "malformed"),
        (get("/either").header("k", MARK), "invalid"),
        (get("/either").header("k", format!("{MARK} x")), "malformed"),
        (get(&format!("/query?q={MARK}")), "invalid"),
        (get(&format!("/query?q={MARK}&q=x")), "malformed"),
        (get(&format!("/query?q=%00{MARK}")), "malformed"),
        (get(&format!("/query?other={MARK}")), "absent"),
        (
            get("/cookie").header("cookie", format!("c={MARK}")),
            "invalid",
        ),
        (
            get("/cookie").header("cookie", format!("c={MARK} x")),
            "malformed",
        ),
        (
            get("/basic").header("authorization", basic(&format!("{MARK}:{MARK}"))),
            "invalid",
        ),
        (
            get("/basic").header("authorization", basic(MARK)),
            "invalid",
        ),
        (get("/stamp").header("stamp", MARK), "invalid"),
        (
            get("/optional").header("authorization", format!("Digest {MARK}=x")),
            "absent",
        ),
        (bearer("denied").header("x", MARK), "denied"),
        (bearer("down").header("x", MARK), "unavailable"),
        (bearer("panic").header("x", MARK), "fault"),
    ]
}

#[tokio::test]
async fn s11_credentials_are_neither_logged_nor_echoed_nor_shown() {
    for (index, (request, code)) in requests().into_iter().enumerate() {
        Journal::open();
        let request = request.body(axum::body::Body::empty()).expect("a request");
        let app = app(&Scripted::new(Settings::new()));
        let response = app.oneshot(request).await.expect("a response");
        let lines = Journal::lines();
        let (parts, body) = response.into_parts();
        let refusal = parts.extensions.get::<Refusal>();
        let shown = format!("{refusal:?} {:?}", refusal.and_then(Refusal::source));
        let body = axum::body::to_bytes(body, 65_536).await.expect("a body");
        let body = String::from_utf8(body.to_vec()).expect("UTF-8");
        let headers = format!("{:?}", parts.headers);
        let encoded = STANDARD.encode(MARK);
        let logged = lines.join("\n");
        for text in [&shown, &headers, &logged] {
            for secret in [MARK, &encoded[..encoded.len() - 4], "hunter2"] {
                assert!(!text.contains(secret), "case {index}: {secret} in {text}");
            }
        }
        if code.is_empty() {
            assert_eq!(parts.status, 200, "case {index}");
            assert_eq!(lines, [""; 0], "case {index}: nothing to tell");
        } else {
            assert!(
                !body.contains(MARK) && !body.contains("hunter2"),
                "case {index}: {body}"
            );
            let refused: Vec<_> = lines
                .iter()
                .filter(|line| line.contains("refused"))
                .collect();
            assert_eq!(refused.len(), 1, "case {index}: {logged}");
            let reason = format!(" code=\"{code}\"");
            assert!(refused[0].contains(&reason), "case {index}: {logged}");
            assert!(
                !body.contains("scripted"),
                "case {index}: the reason is for the log alone"
            );
        }
    }
}
