//! Step-up: how and since when a caller must have authenticated (RFC 9470).
#![allow(missing_docs, clippy::unused_async)]

mod document;
mod tokens;

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use axum::{Router, body::Body, extract::OptionalFromRequestParts};
use axum_secured::{
    BearerToken, Cause, Challenge, Complaint, Context, Refusal, Roles, Scopes, SecuredRouter,
    SecuritySchemes, Verdict, Verified, Verifier, requirement, routing::get, secured,
};
use http::{Request, StatusCode, request::Parts};
use tests::{
    ABSENT, Answer, DENIED, INSUFFICIENT, INVALID, Journal, MALFORMED, Refused, STEP_UP, Scripted,
    UNAVAILABLE, send,
};
use tower::ServiceExt as _;

#[derive(Scopes)]
enum Scope {
    #[scope("r")]
    R,
    #[scope("w")]
    W,
}

#[derive(Roles)]
enum Role {
    #[role("editor")]
    Editor,
}

/// A credential of the application's own.
struct Stamp(String);

impl OptionalFromRequestParts<()> for Stamp {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, (): &()) -> Result<Option<Self>, StatusCode> {
        let stamp = parts.headers.get("stamp");
        let stamp = stamp.map(|value| value.to_str().map(|text| Self(text.to_owned())));
        stamp.transpose().map_err(|_| StatusCode::BAD_REQUEST)
    }
}

struct Stamps(Scripted);

impl Verifier<Stamp> for Stamps {
    type Principal = String;

    async fn verify(&self, stamp: Stamp, context: &Context<'_>) -> Verdict<String> {
        self.0.answer(&stamp.0, context).await
    }
}

/// Authenticated so many seconds after now: the clock of the issuer is ahead of ours.
struct Ahead;

impl Verifier<BearerToken> for Ahead {
    type Principal = String;

    async fn verify(&self, seconds: BearerToken, _: &Context<'_>) -> Verdict<String> {
        let seconds = seconds.expose().parse().expect("seconds");
        let at = SystemTime::now() + Duration::from_secs(seconds);
        Verdict::Valid(Verified::new(String::new()).authenticated_at(at))
    }
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(http(bearer), scopes = Scope, roles = Role, realm = "items")]
    bearer: Scripted,
    #[scheme(api_key(header = "k"), scopes = Scope)]
    key: Scripted,
    #[scheme(custom(Stamp, challenge = "Stamp", document = api_key(header = "stamp")))]
    stamp: Stamps,
    #[scheme(http(bearer))]
    ahead: Ahead,
}

requirement!(Strong -> String = bearer(acr = "mfa", max_age = "1d"));
requirement!(Fresh -> String = bearer(max_age = "1h"));

macro_rules! handlers {
    ($($name:ident $path:literal ($($requirement:tt)*);)*) => {
        $(
            #[secured($($requirement)*)]
            async fn $name() -> &'static str {
                "admitted"
            }
        )*

        fn app() -> Router {
            let auth = Auth {
                bearer: Scripted::default(),
                key: Scripted::default(),
                stamp: Stamps(Scripted::default()),
                ahead: Ahead,
            };
            SecuredRouter::<Arc<Auth>>::new()$(.route($path, get($name)))*
                .try_split_for_parts()
                .expect("sound routes")
                .0
                .with_state(Arc::new(auth))
        }
    };
}

handlers! {
    level "/level" (bearer(acr = "mfa"));
    age "/age" (bearer, max_age = "1h");
    age_ahead "/ahead" (ahead(max_age = "1s"));
    everything "/everything" (bearer("r", roles = "editor", acr = "mfa", max_age = "1h"));
    either_level "/either-level" (any(bearer(acr = "mfa"), bearer(acr = "hwk", max_age = "1h")));
    with_key "/with-key" (all(bearer(max_age = "1h"), key("w")));
    key_first "/key-first" (any(key("w"), bearer(max_age = "1h")));
    key_last "/key-last" (any(bearer(max_age = "1h"), key("w")));
    maybe "/maybe" (optional(bearer(acr = "mfa")));
    united "/united" (all(Strong, Fresh, key));
    stamped "/stamped" (stamp(acr = "urn:example:gold"));
}

fn request(path: &str, bearer: &str, key: &str) -> Request<Body> {
    let mut request = Request::get(path);
    if !bearer.is_empty() {
        request = request.header("authorization", format!("Bearer {bearer}"));
    }
    if !key.is_empty() {
        request = request.header("k", key);
    }
    request.body(Body::empty()).expect("a request")
}

async fn asked(path: &str, bearer: &str, key: &str) -> Answer {
    send(&app(), request(path, bearer, key)).await
}

async fn admits(path: &str, bearer: &str, key: &str) {
    let case = format!("{path} {bearer} {key}");
    asked(path, bearer, key)
        .await
        .assert_admitted("admitted", &case);
}

async fn refuses(path: &str, bearer: &str, key: &str, refused: Refused, challenges: &[&str]) {
    let case = format!("{path} {bearer} {key}");
    asked(path, bearer, key)
        .await
        .assert_refused(refused, challenges, &case);
}

const LEVEL: &str =
    r#"Bearer realm="items", error="insufficient_user_authentication", acr_values="mfa""#;
const AGE: &str =
    r#"Bearer realm="items", error="insufficient_user_authentication", max_age="3600""#;

#[tokio::test]
async fn the_level_is_the_one_that_is_named() {
    admits("/level", "ok.~mfa", "").await;
    for other in [
        "ok", "ok.~pwd", "ok.~MFA", "ok.~mfa2", "ok.~mf", "ok.mfa", "ok.+0",
    ] {
        refuses("/level", other, "", STEP_UP, &[LEVEL]).await;
    }
}

#[tokio::test]
async fn the_caller_authenticated_lately_enough() {
    for fresh in ["ok.+0", "ok.+60", "ok.+0.~pwd"] {
        admits("/age", fresh, "").await;
    }
    // A token that does not say when is none that says lately.
    for stale in ["ok.+3660", "ok.+100000000", "ok", "ok.~mfa"] {
        refuses("/age", stale, "", STEP_UP, &[AGE]).await;
    }
}

#[tokio::test]
async fn a_clock_that_is_ahead_is_believed_for_five_minutes() {
    for little in ["1", "60", "290"] {
        admits("/ahead", little, "").await;
    }
    let challenge = r#"Bearer realm="api", error="insufficient_user_authentication", max_age="1""#;
    for much in ["360", "86400"] {
        refuses("/ahead", much, "", STEP_UP, &[challenge]).await;
    }
}

#[tokio::test]
async fn the_challenge_says_all_that_is_needed_of_the_scheme() {
    let challenge = r#"Bearer realm="items", scope="r", error="insufficient_user_authentication", acr_values="mfa", max_age="3600""#;
    admits("/everything", "ok.r./editor.~mfa.+5", "").await;
    for half in [
        "ok.r./editor.~mfa.+7200",
        "ok.r./editor.~pwd.+5",
        "ok.r./editor",
    ] {
        refuses("/everything", half, "", STEP_UP, &[challenge]).await;
    }
}

#[tokio::test]
async fn who_is_unknown_is_asked_for_no_level() {
    let plain = r#"Bearer realm="items""#;
    refuses("/level", "", "", ABSENT, &[plain]).await;
    let wrong = r#"Bearer realm="items", error="invalid_token""#;
    refuses("/level", "no", "", INVALID, &[wrong]).await;
}

#[tokio::test]
async fn scopes_and_roles_come_before_the_level() {
    let scope = r#"Bearer realm="items", scope="r", error="insufficient_scope""#;
    refuses("/everything", "ok./editor", "", INSUFFICIENT, &[scope]).await;
    refuses("/everything", "ok.r", "", DENIED, &[]).await;
    refuses("/everything", "ok", "", DENIED, &[]).await;
    let scope =
        r#"ApiKey realm="api", in="header", name="k", scope="w", error="insufficient_scope""#;
    // Of the other scheme too.
    refuses("/with-key", "ok", "ok", INSUFFICIENT, &[scope]).await;
    refuses("/with-key", "ok", "ok.w", STEP_UP, &[AGE]).await;
    admits("/with-key", "ok.+0", "ok.w").await;
}

#[tokio::test]
async fn of_two_alternatives_the_stronger_cause_answers() {
    let key = r#"ApiKey realm="api", in="header", name="k", scope="w""#;
    let scope = format!("{key}, error=\"insufficient_scope\"");
    for path in ["/key-first", "/key-last"] {
        // Stronger than a bad key, and than none.
        for weaker in ["", "no"] {
            refuses(path, "ok", weaker, STEP_UP, &[AGE]).await;
        }
        refuses(path, "ok", "ok", INSUFFICIENT, &[&scope]).await;
        refuses(path, "ok", "denied", DENIED, &[]).await;
        refuses(path, "ok", "down", UNAVAILABLE, &[]).await;
        admits(path, "ok", "ok.w").await;
    }
}

#[tokio::test]
async fn a_malformed_credential_is_weaker_than_a_stale_one() {
    for path in ["/key-first", "/key-last"] {
        let request = Request::get(path)
            .header("authorization", "Bearer ok")
            .header("k", "one")
            .header("k", "two");
        let request = request.body(Body::empty()).expect("a request");
        let answer = send(&app(), request).await;
        answer.assert_refused(STEP_UP, &[AGE], path);
        let request = Request::get(path).header("k", "one").header("k", "two");
        let request = request.body(Body::empty()).expect("a request");
        let malformed =
            r#"ApiKey realm="api", in="header", name="k", scope="w", error="invalid_request""#;
        let answer = send(&app(), request).await;
        answer.assert_refused(MALFORMED, &[malformed], path);
    }
}

#[tokio::test]
async fn one_of_several_levels_is_several_alternatives() {
    admits("/either-level", "ok.~mfa", "").await;
    admits("/either-level", "ok.~hwk.+10", "").await;
    // The level of one, the age of the other.
    refuses("/either-level", "ok.~pwd.+10", "", STEP_UP, &[LEVEL]).await;
    refuses("/either-level", "ok.~hwk.+7200", "", STEP_UP, &[LEVEL]).await;
}

#[tokio::test]
async fn optional_admits_no_weak_credential() {
    admits("/maybe", "", "").await;
    admits("/maybe", "ok.~mfa", "").await;
    refuses("/maybe", "ok.~pwd", "", STEP_UP, &[LEVEL]).await;
}

#[tokio::test]
async fn what_two_requirements_need_of_one_scheme_is_the_stricter() {
    let both = r#"Bearer realm="items", error="insufficient_user_authentication", acr_values="mfa", max_age="3600""#;
    admits("/united", "ok.~mfa.+60", "ok").await;
    for weak in ["ok.~mfa.+7200", "ok.+60", "ok.~mfa"] {
        refuses("/united", weak, "ok", STEP_UP, &[both]).await;
    }
}

#[tokio::test]
async fn a_credential_of_ones_own_can_be_stepped_up() {
    let sent = |stamp: &str| {
        let request = Request::get("/stamped").header("stamp", stamp);
        request.body(Body::empty()).expect("a request")
    };
    let gold = send(&app(), sent("ok.~urn:example:gold")).await;
    gold.assert_admitted("admitted", "gold");
    let challenge = r#"Stamp realm="api", error="insufficient_user_authentication", acr_values="urn:example:gold""#;
    let silver = send(&app(), sent("ok.~silver")).await;
    silver.assert_refused(STEP_UP, &[challenge], "silver");
}

#[tokio::test]
async fn layers_learn_the_cause_and_the_log_its_code() {
    Journal::open();
    let response = app().oneshot(request("/level", "ok.~pwd", "")).await;
    let response = response.expect("a response");
    let refusal = response.extensions().get::<Refusal>().expect("a refusal");
    assert_eq!(refusal.cause(), Cause::StepUp);
    assert_eq!(refusal.scheme(), Some("bearer"));
    let complaints: Vec<_> = refusal
        .challenges()
        .iter()
        .map(Challenge::complaint)
        .collect();
    assert_eq!(complaints, [Some(Complaint::InsufficientAuthentication)]);
    let lines = Journal::lines();
    let refused: Vec<_> = lines
        .iter()
        .filter(|line| line.contains("refused"))
        .collect();
    assert_eq!(refused.len(), 1, "{lines:?}");
    assert!(
        refused[0].contains(r#"code="insufficient_user_authentication""#),
        "{refused:?}"
    );
}
