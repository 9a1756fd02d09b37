//! Line 12: a verifier or extractor that fails in its own code admits nobody.

use std::sync::Arc;

use axum::{Router, body::Body, extract::OptionalFromRequestParts};
use axum_secured::{
    ApiKey, Context, SecuredRouter, SecuritySchemes, Settings, Verdict, Verifier, routing::get,
    secured,
};
use http::{Request, StatusCode, request::Parts};
use tests::{ABSENT, Answer, FAULT, Scripted, UNAVAILABLE, send};

/// A credential whose extractor never ends.
struct Slow;

impl OptionalFromRequestParts<()> for Slow {
    type Rejection = StatusCode;

    async fn from_request_parts(_: &mut Parts, (): &()) -> Result<Option<Self>, StatusCode> {
        std::future::pending().await
    }
}

struct Never;

impl Verifier<Slow> for Never {
    type Principal = String;

    async fn verify(&self, _: Slow, _: &Context<'_>) -> Verdict<String> {
        Verdict::valid("nobody".to_owned())
    }
}

/// Panics where it is asked for its settings.
struct Unsettled;

impl Verifier<ApiKey> for Unsettled {
    type Principal = String;

    async fn verify(&self, _: ApiKey, _: &Context<'_>) -> Verdict<String> {
        Verdict::valid("nobody".to_owned())
    }

    fn settings(&self) -> &Settings {
        panic!("scripted")
    }
}

#[derive(SecuritySchemes)]
struct Faulty {
    #[scheme(custom(Slow, challenge = "Slow", document = api_key(header = "slow")))]
    slow: Never,
    #[scheme(api_key(header = "unsettled"))]
    unsettled: Unsettled,
    #[scheme(api_key(header = "sound"))]
    sound: Scripted,
}

#[secured(slow)]
async fn by_slow() {}

#[secured(optional(slow))]
async fn by_slow_perhaps() {}

#[secured(any(slow, sound))]
async fn by_either(#[principal] who: String) -> String {
    who
}

#[secured(unsettled)]
async fn by_unsettled() {}

fn app() -> Router {
    let faulty = Faulty {
        slow: Never,
        unsettled: Unsettled,
        sound: Scripted::default(),
    };
    SecuredRouter::new()
        .route("/slow", get(by_slow))
        .route("/perhaps", get(by_slow_perhaps))
        .route("/either", get(by_either))
        .route("/unsettled", get(by_unsettled))
        .split_for_parts()
        .0
        .with_state(Arc::new(faulty))
}

async fn ask(path: &str, header: &str) -> Answer {
    let request = Request::get(path).header(header, "ok").body(Body::empty());
    send(&app(), request.expect("a request")).await
}

#[tokio::test(start_paused = true)]
async fn s12_a_credential_that_cannot_be_read_in_time_is_unavailable() {
    ask("/slow", "x")
        .await
        .assert_refused(UNAVAILABLE, &[], "alone");
    let perhaps = ask("/perhaps", "x").await;
    perhaps.assert_refused(UNAVAILABLE, &[], "nobody knows whether it is anonymous");
    let either = ask("/either", "sound").await;
    either.assert_admitted("sound:ok", "another alternative wins");
}

#[tokio::test]
async fn s12_settings_that_panic_admit_nobody() {
    let answer = ask("/unsettled", "unsettled").await;
    answer.assert_refused(FAULT, &[], "presented");
    let absent = ask("/unsettled", "x").await;
    let challenge = r#"ApiKey realm="api", in="header", name="unsettled""#;
    absent.assert_refused(ABSENT, &[challenge], "not asked");
}
