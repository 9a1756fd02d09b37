//! Requests of bytes: none makes an endpoint panic, or answer otherwise than it may.

use axum::body::Body;
use http::{HeaderValue, Request};
use tests::Dice;

use super::*;
use crate::mounted::{BILLING, basic};

const NAMES: &[&[u8]] = &[
    b"grant_type",
    b"username",
    b"password",
    b"refresh_token",
    b"scope",
    b"client_id",
    b"client_secret",
    b"token",
    b"token_type_hint",
];

const VALUES: &[&[u8]] = &[
    b"password",
    b"refresh_token",
    b"client_credentials",
    b"johndoe",
    b"se+cret:%C3%B6",
    b"web",
    b"reports",
    b"items:read",
    b"%22",
    b"",
    b"%00",
    b"%ff",
    b"%",
    b"\xff",
    b"\0",
    b"\r\n",
    b"a.b.c",
    b"=",
    b"&",
    b"eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IjEifQ.e30.",
];

const AUTHORIZATIONS: &[&[u8]] = &[
    b"",
    b"Basic",
    b"Basic Og==",
    b"Basic OjpB",
    b"Basic dTpw",
    b"Basic JTo=",
    b"Basic /////w==",
    b"Bearer x",
    b"basic  d2ViOg==",
    b"Digest a=\"b",
    b"\xff",
    b"Basic d2Vi",
];

/// Now and then any bytes, else one of these.
fn piece(dice: &mut Dice, choices: &[&[u8]]) -> Vec<u8> {
    if dice.roll(20) > 0 {
        return dice.pick(choices).to_vec();
    }
    let length = dice.roll(8);
    let mut byte = || u8::try_from(dice.roll(256)).expect("a byte");
    (0..length).map(|_| byte()).collect()
}

fn bytes(dice: &mut Dice) -> Vec<u8> {
    // Often what is right so far.
    let mut form = match dice.roll(4) {
        0 => JOHN.as_bytes().to_vec(),
        1 => [b"grant_type=", *dice.pick(&VALUES[..3])].concat(),
        _ => Vec::new(),
    };
    for _ in 0..dice.roll(5) {
        form.push(b'&');
        form.extend(piece(dice, NAMES));
        form.push(b'=');
        form.extend(piece(dice, VALUES));
    }
    form
}

#[tokio::test]
async fn no_bytes_break_an_endpoint() {
    let mut dice = Dice::new(7009);
    let desk = Desk::new();
    let mut seen = std::collections::BTreeMap::<_, usize>::new();
    for round in 0..3000 {
        let path = *dice.pick(&["/token", "/login", "/revoke", "/introspect"]);
        let form = bytes(&mut dice);
        let authorization = match dice.roll(4) {
            0 => dice.pick(AUTHORIZATIONS).to_vec(),
            1 => basic("billing", BILLING).into_bytes(),
            _ => Vec::new(),
        };
        let value = HeaderValue::from_bytes(&authorization).expect("a header value");
        let request = Request::post(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Authorization", value)
            .body(Body::from(form.clone()))
            .expect("a request");
        let case = format!(
            "{round}: {path} {authorization:?} {:?}",
            form.escape_ascii()
        );
        let answer = desk.send(request).await;
        let code = if answer.status == 200 {
            "none".to_owned()
        } else {
            let (status, code) = error(&answer);
            assert!([400, 401].contains(&status), "{case}: {answer:?}");
            assert_eq!(status == 401, code == "invalid_client", "{case}");
            code
        };
        *seen.entry(code).or_default() += 1;
    }
    // The dice reach all that requests can cause here.
    for code in [
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_scope",
        "none",
        "unauthorized_client",
        "unsupported_grant_type",
    ] {
        assert!(seen.contains_key(code), "{code}: {seen:?}");
    }
}
