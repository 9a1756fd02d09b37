//! Lines 5 and 10 for credentials of the application's own, of which only the application knows where
//! they come from.

use std::sync::Arc;

use axum::{Router, body::Body, extract::OptionalFromRequestParts};
use axum_secured::{
    Context, SecuredRouter, SecuritySchemes, Verdict, Verifier,
    routing::{get, post},
    secured,
};
use http::{Request, StatusCode, request::Parts};
use tests::{ABSENT, Answer, DENIED, send};

/// `Authorization: Negotiate`, which browsers answer by themselves.
struct Ticket;

impl OptionalFromRequestParts<()> for Ticket {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, (): &()) -> Result<Option<Self>, StatusCode> {
        let presented = parts.headers.get("authorization");
        Ok(presented
            .filter(|value| value.as_bytes().starts_with(b"Negotiate "))
            .map(|_| Self))
    }
}

/// A signature in a header of its own.
struct Signature;

impl OptionalFromRequestParts<()> for Signature {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, (): &()) -> Result<Option<Self>, StatusCode> {
        Ok(parts.headers.get("signature").map(|_| Self))
    }
}

struct Everybody;

impl Verifier<Ticket> for Everybody {
    type Principal = String;

    async fn verify(&self, _: Ticket, _: &Context<'_>) -> Verdict<String> {
        Verdict::valid("ticket".to_owned())
    }
}

impl Verifier<Signature> for Everybody {
    type Principal = String;

    async fn verify(&self, _: Signature, _: &Context<'_>) -> Verdict<String> {
        Verdict::valid("signature".to_owned())
    }
}

#[derive(SecuritySchemes)]
struct Own {
    #[scheme(custom(Ticket, challenge = "Negotiate", document = http(bearer)))]
    ticket: Everybody,
    #[scheme(custom(Signature, challenge = "Signature", document = api_key(header = "Signature")))]
    signature: Everybody,
}

#[secured(ticket)]
async fn change(#[principal] who: String) -> String {
    who
}

#[secured(optional(signature))]
async fn perhaps(#[principal] who: Option<String>) -> String {
    who.unwrap_or_else(|| "guest".to_owned())
}

fn app() -> Router {
    let own = Own {
        ticket: Everybody,
        signature: Everybody,
    };
    SecuredRouter::new()
        .route("/change", post(change))
        .route("/perhaps", get(perhaps))
        .split_for_parts()
        .0
        .with_state(Arc::new(own))
}

async fn ask(method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    send(&app(), request.body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn s10_what_browsers_negotiate_is_theirs_to_send_too() {
    let ticket = ("authorization", "Negotiate YII=");
    let own = ask("POST", "/change", &[ticket]).await;
    own.assert_admitted("ticket", "not a browser");
    for elsewhere in [
        ("origin", "https://evil.example.com"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let answer = ask("POST", "/change", &[ticket, elsewhere]).await;
        answer.assert_refused(DENIED, &[], elsewhere.0);
    }
}

#[tokio::test]
async fn s05_an_authorization_field_is_a_credential_to_custom_schemes() {
    let anonymous = ask("GET", "/perhaps", &[]).await;
    anonymous.assert_admitted("guest", "nothing presented");
    let known = ask("GET", "/perhaps", &[("signature", "x")]).await;
    known.assert_admitted("signature", "presented");
    let stolen = ask("GET", "/perhaps", &[("authorization", "Bearer expired")]).await;
    stolen.assert_refused(ABSENT, &[r#"Signature realm="api""#], "of another scheme");
}
