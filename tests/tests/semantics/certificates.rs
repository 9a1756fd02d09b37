//! Lines 2 and 10 for the client's certificate, which stands in no header.

use std::sync::Arc;

use axum::{Router, body::Body};
use axum_secured::{
    Admitted, ClientCertificate, Scopes, SecuredRouter, SecuritySchemes, routes, secured,
};
use http::{Request, request::Builder};
use tests::{
    ABSENT, Answer, DENIED, INSUFFICIENT, INVALID, MALFORMED, Refused, Scripted, UNAVAILABLE, send,
};

#[derive(Scopes)]
enum Scope {
    #[scope("r")]
    R,
    #[scope("w", implies(R))]
    W,
}

#[derive(SecuritySchemes)]
struct Machines {
    #[scheme(mutual_tls, scopes = Scope, realm = "machines")]
    certificate: Scripted,
    #[scheme(api_key(header = "k"))]
    key: Scripted,
    #[scheme(http(bearer))]
    token: Scripted,
}

#[secured(certificate)]
#[utoipa::path(method(get, post, head), path = "/one", responses((status = 200)))]
async fn one(#[principal] who: Admitted<String>) -> String {
    format!("{} by {}", *who, who.scheme())
}

#[secured(certificate("w"))]
#[utoipa::path(get, path = "/scoped", responses((status = 200)))]
async fn scoped(#[principal] who: String) -> String {
    who
}

#[secured(any(certificate("r"), key))]
#[utoipa::path(method(get, post), path = "/either", responses((status = 200)))]
async fn either(#[principal] who: String) -> String {
    who
}

#[secured(all(certificate, token))]
#[utoipa::path(get, path = "/both", responses((status = 200)))]
async fn both(#[principal] (machine, user): (String, String)) -> String {
    format!("{machine} {user}")
}

#[secured(optional(certificate))]
#[utoipa::path(get, path = "/optional", responses((status = 200)))]
async fn optional(#[principal] who: Option<String>) -> String {
    who.unwrap_or_else(|| "guest".to_owned())
}

fn router() -> SecuredRouter<Arc<Machines>> {
    SecuredRouter::new()
        .routes(routes!(one))
        .routes(routes!(scoped))
        .routes(routes!(either))
        .routes(routes!(both))
        .routes(routes!(optional))
}

const CHALLENGE: &str = r#"ClientCertificate realm="machines""#;
const KEY: &str = r#"ApiKey realm="api", in="header", name="k""#;
const TOKEN: &str = r#"Bearer realm="api""#;

/// Sends it over a connection on which the client showed this chain.
async fn over(chain: &[&[u8]], request: Builder) -> Answer {
    let scripted = Scripted::default();
    let auth = Machines {
        certificate: scripted.clone(),
        key: scripted.clone(),
        token: scripted,
    };
    let app: Router = router().split_for_parts().0.with_state(Arc::new(auth));
    let mut request = request.body(Body::empty()).expect("a request");
    if let Some(certificate) = ClientCertificate::from_chain(chain) {
        request.extensions_mut().insert(certificate);
    }
    send(&app, request).await
}

async fn with(certificate: &str, request: Builder) -> Answer {
    over(&[certificate.as_bytes()], request).await
}

async fn without(request: Builder) -> Answer {
    over(&[], request).await
}

#[tokio::test]
async fn s02_the_certificate_is_a_slot_of_its_own() {
    let answer = with("ok", Request::get("/one")).await;
    answer.assert_admitted("certificate:ok by certificate", "the client's own");
    let answer = over(&[b"ok", b"an authority"], Request::get("/one")).await;
    answer.assert_admitted("certificate:ok by certificate", "the first of the chain");
    let answer = without(Request::get("/one")).await;
    answer.assert_refused(ABSENT, &[CHALLENGE], "none");
    for (name, value) in [
        ("X-Client-Cert", "ok"),
        ("X-SSL-Client-Cert", "ok"),
        ("X-Forwarded-Client-Cert", "ok"),
        ("Client-Cert", ":b2s=:"),
        ("Authorization", "ClientCertificate ok"),
        ("Cookie", "certificate=ok"),
    ] {
        let answer = without(Request::get("/one").header(name, value)).await;
        answer.assert_refused(ABSENT, &[CHALLENGE], name);
    }
    let malformed = [r#"ClientCertificate realm="machines", error="invalid_request""#];
    let answer = with("", Request::get("/one")).await;
    answer.assert_refused(MALFORMED, &malformed, "empty");
    let answer = with(&"x".repeat(8 * 1024 + 1), Request::get("/one")).await;
    answer.assert_refused(MALFORMED, &malformed, "over 8 kB");
    let answer = with(&"x".repeat(8 * 1024), Request::get("/one")).await;
    answer.assert_refused(INVALID, &[CHALLENGE], "8 kB");
}

#[tokio::test]
async fn s04_a_certificate_is_refused_like_any_credential() {
    let cases: [(&str, &str, Refused, &[&str]); 4] = [
        ("/one", "unknown", INVALID, &[CHALLENGE]),
        ("/one", "denied", DENIED, &[]),
        ("/one", "down", UNAVAILABLE, &[]),
        (
            "/scoped",
            "ok.r",
            INSUFFICIENT,
            &[r#"ClientCertificate realm="machines", scope="w", error="insufficient_scope""#],
        ),
    ];
    for (path, certificate, refused, challenges) in cases {
        let answer = with(certificate, Request::get(path)).await;
        answer.assert_refused(refused, challenges, certificate);
    }
    let answer = with("ok.w", Request::get("/scoped")).await;
    answer.assert_admitted("certificate:ok.w", "enough");
}

#[tokio::test]
async fn s03_either_suffices_where_any_is_written() {
    let scoped = r#"ClientCertificate realm="machines", scope="r""#;
    let with_key = || Request::get("/either").header("k", "ok");
    let answer = with("ok.w", with_key()).await;
    answer.assert_admitted("certificate:ok.w", "the first written names the caller");
    for (certificate, case) in [("ok", "too little"), ("", "malformed"), ("down", "down")] {
        let answer = with(certificate, with_key()).await;
        answer.assert_admitted("key:ok", case);
    }
    without(with_key())
        .await
        .assert_admitted("key:ok", "a key alone");
    let answer = without(Request::get("/either")).await;
    answer.assert_refused(ABSENT, &[scoped, KEY], "neither");
}

#[tokio::test]
async fn s03_both_are_needed_where_all_is_written() {
    let with_token = || Request::get("/both").header("authorization", "Bearer ok");
    let answer = with("ok", with_token()).await;
    answer.assert_admitted("certificate:ok token:ok", "both");
    let answer = without(with_token()).await;
    answer.assert_refused(ABSENT, &[CHALLENGE, TOKEN], "a token alone");
    let answer = with("ok", Request::get("/both")).await;
    answer.assert_refused(ABSENT, &[CHALLENGE, TOKEN], "a certificate alone");
}

#[tokio::test]
async fn s05_only_who_shows_no_certificate_is_anonymous() {
    let ask = || Request::get("/optional");
    without(ask()).await.assert_admitted("guest", "none");
    let answer = with("ok", ask()).await;
    answer.assert_admitted("certificate:ok", "a good one");
    let answer = with("unknown", ask()).await;
    answer.assert_refused(INVALID, &[CHALLENGE], "a bad one");
}

#[tokio::test]
async fn s10_browsers_send_certificates_by_themselves() {
    let from = |method: &str, path: &str| {
        let request = Request::builder().method(method).uri(path);
        request.header("host", "api.example.com")
    };
    for (name, value) in [
        ("origin", "https://evil.example.com"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let answer = with("ok", from("POST", "/one").header(name, value)).await;
        answer.assert_refused(DENIED, &[], value);
        let handshake = from("GET", "/one").header("upgrade", "websocket");
        let answer = with("ok", handshake.header(name, value)).await;
        answer.assert_refused(DENIED, &[], "a handshake of WebSocket");
        let answer = with("ok", from("GET", "/one").header(name, value)).await;
        answer.assert_admitted("certificate:ok by certificate", "it changes nothing");
        let other = from("POST", "/either")
            .header(name, value)
            .header("k", "ok");
        let answer = with("ok.r", other).await;
        answer.assert_admitted("key:ok", "another alternative still wins");
    }
    for lines in [
        &[][..],
        &[("origin", "https://api.example.com")],
        &[("sec-fetch-site", "same-origin")],
    ] {
        let request = lines
            .iter()
            .fold(from("POST", "/one"), |request, (name, value)| {
                request.header(*name, *value)
            });
        let answer = with("ok", request).await;
        answer.assert_admitted("certificate:ok by certificate", &format!("{lines:?}"));
    }
}

#[tokio::test]
async fn shared_caches_keep_no_answer_to_a_certificate() {
    let answer = with("ok", Request::get("/one")).await;
    assert_eq!(answer.header("cache-control"), Some("private"));
    assert_eq!(answer.header("vary"), None);
}
