//! A1 to A3, A5: user names and passwords (RFC 7617).

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::body::Body;
use axum_secured::{Passwords, SecuredRouter, SecuritySchemes, routes, secured, testing};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::Request;
use tests::{ABSENT, Answer, INVALID, MALFORMED, send};

use crate::{BASIC, BASIC_MALFORMED, NOTHING, authorized, get};

async fn login(login: impl AsRef<[u8]>) -> Answer {
    authorized("/basic", format!("Basic {}", STANDARD.encode(login))).await
}

#[tokio::test]
async fn a01_the_challenge_has_realm_and_charset() {
    let answer = get("/basic", NOTHING).await;
    answer.assert_refused(
        ABSENT,
        &[r#"Basic realm="people", charset="UTF-8""#],
        "no login",
    );
}

#[tokio::test]
async fn a02_a_login_is_strict_base64_of_utf8_split_at_the_first_colon() {
    for (text, who) in [
        ("u:p", "u|p"),
        ("u:p:q:", "u|p:q:"),
        ("::", "|:"),
        (":p", "|p"),
        ("u:", "u|"),
        (":", "|"),
        ("u: p ", "u| p "),
        ("test:123\u{a3}", "test|123\u{a3}"),
        ("\u{65}\u{301}:\u{e9}", "\u{65}\u{301}|\u{e9}"),
    ] {
        login(text).await.assert_admitted(who, text);
    }
    // RFC 7617, section 2.1.
    let example = authorized("/basic", "Basic dGVzdDoxMjPCow==").await;
    example.assert_admitted("test|123\u{a3}", "the example");
    for encoded in [
        "dTpw=",
        "dTp",
        "dTpwcQ",
        "dTpwcQ=",
        "dTpwcQ===",
        "dTpwcR==",
        "dTp-",
        "dTp_",
        "dTpw dTpw",
        "dTpwcQ==dTpw",
        "=",
        "%64%54%70%77",
    ] {
        let answer = authorized("/basic", format!("Basic {encoded}")).await;
        answer.assert_refused(MALFORMED, &[BASIC_MALFORMED], encoded);
    }
    for bytes in [
        &b"u:\xff"[..],
        b"\xc3:p",
        b"u:\xed\xa0\x80",
        b"u:123\xa3",
        b"\xff\xfeu\0:\0",
    ] {
        let answer = login(bytes).await;
        answer.assert_refused(
            MALFORMED,
            &[BASIC_MALFORMED],
            &String::from_utf8_lossy(bytes),
        );
    }
}

#[tokio::test]
async fn a03_no_colon_and_no_control_characters() {
    for text in ["u", "user", "\u{e9}"] {
        login(text).await.assert_refused(INVALID, &[BASIC], text);
    }
    for control in (0..=0x1f).chain([0x7f]) {
        let control = char::from(control);
        for text in [
            format!("u{control}:p"),
            format!("u:p{control}"),
            format!("u:p{control}q"),
            format!("{control}u:p"),
            format!("u{control}p"),
        ] {
            let case = text.escape_debug().to_string();
            login(&text).await.assert_refused(INVALID, &[BASIC], &case);
        }
    }
}

#[derive(SecuritySchemes)]
struct People {
    #[scheme(http(basic), realm = "people")]
    password: Passwords<String>,
}

#[secured(password)]
#[utoipa::path(get, path = "/", responses((status = 200)))]
async fn who(#[principal] who: String) -> String {
    who
}

#[tokio::test]
async fn a05_an_unknown_user_costs_and_looks_like_a_wrong_password() {
    let secret = testing::secret("correct horse battery staple");
    let passwords = Passwords::builder()
        .plain("ann", secret, "ann".to_owned())
        .build();
    let auth = People {
        password: passwords.expect("a verifier"),
    };
    let (router, _) = SecuredRouter::new().routes(routes!(who)).split_for_parts();
    let app = router.with_state(Arc::new(auth));
    let sent = |login: &str| {
        let value = format!("Basic {}", STANDARD.encode(login));
        let request = Request::get("/").header("authorization", value);
        request.body(Body::empty()).expect("a request")
    };
    let right = send(&app, sent("ann:correct horse battery staple")).await;
    right.assert_admitted("ann", "the right password");
    let mut least = [Duration::MAX; 2];
    for _ in 0..4 {
        for (least, login) in least
            .iter_mut()
            .zip(["ann:wrong password", "bob:wrong password"])
        {
            let start = Instant::now();
            let answer = send(&app, sent(login)).await;
            *least = start.elapsed().min(*least);
            answer.assert_refused(INVALID, &[BASIC], login);
        }
    }
    // Without a hash of its own the second would take a hundredth.
    let [wrong, unknown] = least;
    assert!(
        unknown * 3 > wrong && wrong * 3 > unknown,
        "{wrong:?} and {unknown:?}"
    );
}
