//! Signed tokens against a real router: what WIRE-level rules refuse is refused with 401.
#![allow(missing_docs, clippy::unused_async)]

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use axum::body::Body;
use axum_secured::{
    Accounts, Jwt, Scopes, Secret, SecuredRouter, SecuritySchemes, Verdict, routes, secured,
    testing::TestIssuer,
};
use http::Request;
use serde_json::{Value, json};
use tower::ServiceExt;

const ISSUER: &str = "https://id.example.com";
const AUDIENCE: &str = "https://items.example.com";

#[derive(Scopes)]
enum Scope {
    /// Read
    #[scope("read")]
    Read,
}

struct Users;

#[derive(serde::Deserialize)]
struct Claims {
    sub: String,
}

impl Accounts for Users {
    type Claims = Claims;
    type Principal = String;
    async fn load(&self, claims: Claims) -> Verdict<String> {
        match claims.sub.as_str() {
            "gone" => Verdict::Invalid,
            "disabled" => Verdict::Denied("disabled"),
            "down" => Verdict::unavailable("the store is down"),
            _ => Verdict::valid(claims.sub),
        }
    }
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(http(bearer), scopes = Scope)]
    bearer: Jwt<Users>,
}

#[secured(bearer("read"))]
#[utoipa::path(get, path = "/", responses((status = 200)))]
async fn read(#[principal] name: String) -> String {
    name
}

fn secret() -> Secret {
    Secret::from_bytes(b"0123456789abcdef0123456789abcdef".as_slice())
}

fn issuer() -> TestIssuer {
    TestIssuer::hs256(&secret(), ISSUER, AUDIENCE, "ann")
        .expect("an issuer")
        .scopes("read")
}

async fn status_of(jwt: Jwt<Users>, token: &str) -> u16 {
    let (router, _) = SecuredRouter::new().routes(routes!(read)).split_for_parts();
    let app = router.with_state(Arc::new(Auth { bearer: jwt }));
    let request = Request::get("/")
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty())
        .expect("a request");
    app.oneshot(request)
        .await
        .expect("a response")
        .status()
        .as_u16()
}

fn jwt() -> Jwt<Users> {
    Jwt::hs256(secret())
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .accounts(Users)
        .build()
        .expect("a verifier")
}

async fn status(token: &str) -> u16 {
    status_of(jwt(), token).await
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .expect("after 1970")
        .as_secs()
}

#[tokio::test]
async fn accounts_have_the_last_word() {
    for (subject, expected) in [
        ("ann", 200),
        ("gone", 401),
        ("disabled", 403),
        ("down", 503),
    ] {
        let token = issuer().claim("sub", subject).token().expect("a token");
        assert_eq!(status(&token).await, expected, "{subject}");
    }
}

#[tokio::test]
async fn forged_expired_and_unsigned_tokens_are_refused() {
    let issuer = issuer();
    for (what, token) in [
        ("expired", issuer.expired().expect("a token")),
        ("not yet valid", issuer.not_yet_valid().expect("a token")),
        ("forged", issuer.forged().expect("a token")),
    ] {
        assert_eq!(status(&token).await, 401, "{what}");
    }
    // `alg: none` ends with a dot and nothing behind it.
    assert_eq!(status(&issuer.unsigned()).await, 401, "unsigned");
}

#[tokio::test]
async fn claims_are_checked_by_presence_type_and_value() {
    let soon = now() + 600;
    let cases: &[(&str, Value, u16)] = &[
        ("exp", Value::Null, 401),
        ("exp", json!("9999999999"), 401),
        ("exp", json!(-1), 401),
        ("exp", json!(u64::MAX), 401),
        ("exp", json!(soon * 1000), 401),
        ("exp", json!([soon]), 401),
        ("exp", json!(soon), 200),
        ("nbf", json!(soon), 401),
        ("nbf", json!("0"), 401),
        ("nbf", json!(0), 200),
        ("iat", json!(soon), 401),
        ("iat", json!(true), 401),
        ("iss", Value::Null, 401),
        ("iss", json!([ISSUER]), 401),
        ("iss", json!(format!("{ISSUER}/")), 401),
        ("aud", Value::Null, 401),
        ("aud", json!(42), 401),
        ("aud", json!([AUDIENCE, 42]), 401),
        ("aud", json!([[AUDIENCE]]), 401),
        ("aud", json!({"x": AUDIENCE}), 401),
        ("aud", json!("https://other.example.com"), 401),
        ("aud", json!(["https://other.example.com", AUDIENCE]), 200),
        ("sub", json!(1), 401),
        ("jti", json!(1), 401),
        ("cnf", json!({"jkt": "x"}), 401),
        ("scope", json!("write read"), 200),
        ("scope", json!("write"), 403),
        ("scope", json!("READ"), 403),
        ("scope", json!(["read"]), 403),
        ("scope", Value::Null, 403),
        ("scopes", json!("read"), 200),
    ];
    for (claim, value, expected) in cases {
        let token = issuer()
            .claim(claim, value.clone())
            .token()
            .expect("a token");
        assert_eq!(status(&token).await, *expected, "{claim}: {value}");
    }
}

#[tokio::test]
async fn headers_are_checked_member_by_member() {
    let claims = json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "ann", "scope": "read", "exp": now() + 60,
    })
    .to_string();
    let cases = [
        (r#"{"alg":"HS256","typ":"at+jwt"}"#, 200),
        (r#"{"alg":"HS256","typ":"application/AT+JWT"}"#, 200),
        (r#"{"alg":"HS256","typ":"JWT"}"#, 200),
        (r#"{"alg":"HS256"}"#, 401),
        (r#"{"alg":"HS256","typ":"dpop+jwt"}"#, 401),
        (r#"{"alg":"HS256","typ":1}"#, 401),
        (r#"{"alg":"none","typ":"JWT"}"#, 401),
        (r#"{"alg":"None","typ":"JWT"}"#, 401),
        (r#"{"alg":"HS512","typ":"JWT"}"#, 401),
        (r#"{"alg":"RS256","typ":"JWT"}"#, 401),
        (r#"{"alg":{"HS256":null},"typ":"JWT"}"#, 401),
        (r#"{"typ":"JWT"}"#, 401),
        (r#"{"alg":"HS256","alg":"HS256","typ":"JWT"}"#, 401),
        (r#"{"alg":"HS256","typ":"JWT","crit":["exp"]}"#, 401),
        (r#"{"alg":"HS256","typ":"JWT","crit":[]}"#, 401),
        (r#"{"alg":"HS256","typ":"JWT","b64":true}"#, 401),
        (r#"{"alg":"HS256","typ":"JWT","cty":"JWT"}"#, 401),
        (r#"{"alg":"HS256","typ":"JWT","zip":"DEF"}"#, 401),
        (r#"{"alg":"HS256","typ":"JWT","kid":1}"#, 401),
        (
            r#"{"alg":"HS256","typ":"JWT","jku":"https://evil.example.com"}"#,
            200,
        ),
        (r#"["HS256"]"#, 401),
        ("", 401),
    ];
    for (header, expected) in cases {
        let token = issuer().signed(header, &claims).expect("a token");
        assert_eq!(status(&token).await, expected, "{header}");
    }
}

#[tokio::test]
async fn duplicate_claims_are_refused_at_any_depth() {
    let base = format!(
        r#""iss":"{ISSUER}","aud":"{AUDIENCE}","sub":"ann","exp":{}"#,
        now() + 60
    );
    for (claims, expected) in [
        (format!(r#"{{{base},"scope":"read"}}"#), 200),
        (format!(r#"{{{base},"scope":"x","scope":"read"}}"#), 401),
        (
            format!(r#"{{{base},"scope":"read","x":{{"a":1,"a":2}}}}"#),
            401,
        ),
        (
            format!(
                r#"{{{base},"scope":"read","x":{}1{}}}"#,
                "[".repeat(2000),
                "]".repeat(2000)
            ),
            401,
        ),
    ] {
        let token = issuer()
            .signed(r#"{"alg":"HS256","typ":"JWT"}"#, &claims)
            .expect("a token");
        assert_eq!(status(&token).await, expected, "{claims}");
    }
}

#[tokio::test]
async fn the_three_parts_are_strict() {
    let token = issuer().token().expect("a token");
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts.as_slice() else {
        panic!("three parts");
    };
    assert_eq!(status(&token).await, 200);
    for (broken, expected) in [
        (format!("{header}.{claims}"), 401),
        (format!("{header}.{claims}."), 401),
        (format!("{header}.{claims}.{signature}.x"), 401),
        (format!("{header}.{claims}.{signature}.x.y"), 401),
        (format!(".{claims}.{signature}"), 401),
        (format!("{header}..{signature}"), 401),
        (format!("{header}=.{claims}.{signature}"), 400),
        (format!("{token}="), 401),
        (format!("{token}!"), 400),
        (token.to_uppercase(), 401),
    ] {
        assert_eq!(status(&broken).await, expected, "{broken}");
    }
}

#[tokio::test]
async fn every_flipped_bit_of_the_signature_counts() {
    let token = issuer().token().expect("a token");
    let start = token.rfind('.').expect("a signature") + 1;
    for at in start..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).expect("ASCII");
        assert_eq!(status(&changed).await, 401, "character {at}");
    }
}

#[tokio::test]
async fn time_comes_from_the_clock() {
    let token = issuer()
        .claim("iat", 1000)
        .claim("exp", 1600)
        .token()
        .expect("a token");
    for (now, expected) in [(969, 401), (970, 200), (1629, 200), (1630, 401)] {
        let jwt = Jwt::hs256(secret())
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .clock(move || SystemTime::UNIX_EPOCH + Duration::from_secs(now))
            .accounts(Users)
            .build()
            .expect("a verifier");
        assert_eq!(status_of(jwt, &token).await, expected, "at {now}");
    }
}
