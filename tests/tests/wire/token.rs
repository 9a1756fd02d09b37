//! What the tests of signed tokens share: an issuer, and a router that believes it.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use axum::{Router, body::Body};
use axum_secured::{
    ClaimsOnly, Jwt, JwtBuilder, Secret, SecuredRouter, SecuritySchemes, routes, secured,
    testing::{self, TestIssuer},
};
use http::Request;
use serde_json::Value;
use tests::{Answer, INVALID, MALFORMED, send};

use crate::Scope;

pub(crate) const NOW: u64 = 1_800_000_000;
pub(crate) const ISSUER: &str = "https://id.example.com";
pub(crate) const AUDIENCE: &str = "https://items.example.com";
pub(crate) const HEADER: &str = r#"{"alg":"HS256","typ":"at+jwt"}"#;
const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

pub(crate) const WRONG: &str = r#"Bearer realm="items", scope="r", error="invalid_token""#;
pub(crate) const BROKEN: &str = r#"Bearer realm="items", scope="r", error="invalid_request""#;
pub(crate) const SHORT: &str = r#"Bearer realm="items", scope="r", error="insufficient_scope""#;

#[derive(SecuritySchemes)]
#[schemes(realm = "items")]
struct Tokens {
    #[scheme(http(bearer, format = "JWT"), scopes = Scope)]
    token: Jwt<ClaimsOnly<Value>>,
}

#[secured(token("r"))]
#[utoipa::path(get, path = "/", responses((status = 200)))]
async fn subject(#[principal] claims: Value) -> String {
    claims["sub"].as_str().unwrap_or_default().to_owned()
}

pub(crate) fn secret() -> Secret {
    testing::secret(SECRET)
}

pub(crate) fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(NOW)
}

/// For our issuer and audience, at `NOW`.
pub(crate) fn configured(builder: JwtBuilder<()>) -> JwtBuilder<()> {
    builder.issuer(ISSUER).audience(AUDIENCE).clock(now)
}

pub(crate) fn usual() -> JwtBuilder<()> {
    configured(Jwt::hs256(secret()))
}

/// A router that asks the verifier which `builder` makes.
pub(crate) fn app(builder: JwtBuilder<()>) -> Router {
    let token = builder.claims_only().build().expect("a verifier");
    let (router, _) = SecuredRouter::new()
        .routes(routes!(subject))
        .split_for_parts();
    router.with_state(Arc::new(Tokens { token }))
}

/// Why no such verifier can be built.
pub(crate) fn misconfigured(builder: JwtBuilder<()>) -> String {
    let built = builder.claims_only::<Value>().build();
    let text = built.expect_err("a misconfiguration").to_string();
    assert!(!text.contains(SECRET) && !text.contains("MII"), "{text}");
    text
}

/// Claims that are accepted, with `json` for `name`, or without it.
pub(crate) fn with(name: &str, json: Option<&str>) -> String {
    let usual = [
        ("iss", format!("\"{ISSUER}\"")),
        ("aud", format!("\"{AUDIENCE}\"")),
        ("sub", "\"ann\"".to_owned()),
        ("scope", "\"r\"".to_owned()),
        ("exp", (NOW + 60).to_string()),
    ];
    let members: Vec<String> = usual
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .filter(|(usual, _)| *usual != name)
        .chain(json.map(|json| (name, json)))
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// Claims that are accepted, with `more` members in front.
pub(crate) fn claims(more: &str) -> String {
    format!("{{{more}{}", &with("", None)[1..])
}

/// Rightly signed, whatever it says.
pub(crate) fn signed(header: &str, claims: &str) -> String {
    let issuer = TestIssuer::hs256(&secret(), ISSUER, AUDIENCE, "ann").expect("an issuer");
    issuer.signed(header, claims).expect("a token")
}

pub(crate) async fn answer(app: &Router, token: &str) -> Answer {
    let request = Request::get("/").header("authorization", format!("Bearer {token}"));
    send(app, request.body(Body::empty()).expect("a request")).await
}

pub(crate) async fn accepts(app: &Router, token: &str, case: &str) {
    answer(app, token).await.assert_admitted("ann", case);
}

pub(crate) async fn refuses(app: &Router, token: &str, case: &str) {
    answer(app, token)
        .await
        .assert_refused(INVALID, &[WRONG], case);
}

/// Refuses what is not even `token68`.
pub(crate) async fn cannot_read(app: &Router, token: &str, case: &str) {
    answer(app, token)
        .await
        .assert_refused(MALFORMED, &[BROKEN], case);
}
