//! J3 to J5, P4, P5: what a token says of its own signature.

use axum_secured::{
    Algorithm, Jwt, KeySet,
    testing::{self, TestIssuer},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::token::{
    AUDIENCE, HEADER, ISSUER, accepts, app, claims, configured, refuses, secret, signed, usual,
    with,
};

fn header(more: &str) -> String {
    format!("{{{more}{}", &HEADER[1..])
}

#[tokio::test]
async fn j03_crit_is_refused_whatever_it_holds() {
    let app = app(usual());
    for crit in [
        r#"["exp"]"#,
        r#"["b64"]"#,
        r#"["alg"]"#,
        r#"["absent"]"#,
        "[]",
        "null",
        "true",
        "{}",
        r#""exp""#,
        "1",
    ] {
        let header = header(&format!(r#""crit":{crit},"exp":1,"#));
        refuses(&app, &signed(&header, &claims("")), crit).await;
    }
}

#[tokio::test]
async fn j04_the_algorithm_is_the_keys_and_never_none() {
    let app = app(usual());
    for alg in [
        r#""none""#,
        r#""None""#,
        r#""NONE""#,
        r#""nOnE""#,
        r#""n\u006fne""#,
        r#""""#,
        r#""hs256""#,
        r#""HS256 ""#,
        r#""HS384""#,
        r#""HS512""#,
        r#""RS256""#,
        r#""ES256""#,
        r#""EdDSA""#,
        r#""A256KW""#,
        r#"{"HS256":null}"#,
        r#"["HS256"]"#,
        "null",
        "256",
        "true",
    ] {
        let header = format!(r#"{{"alg":{alg},"typ":"at+jwt"}}"#);
        let token = signed(&header, &claims(""));
        refuses(&app, &token, alg).await;
        let (message, _) = token.rsplit_once('.').expect("parts");
        refuses(&app, &format!("{message}."), alg).await;
        refuses(&app, &format!("{message}.AAAA"), alg).await;
    }
    refuses(&app, &signed(r#"{"typ":"at+jwt"}"#, &claims("")), "no alg").await;
    accepts(
        &app,
        &signed(r#"{"alg":"HS\u003256","typ":"at+jwt"}"#, &claims("")),
        "escaped",
    )
    .await;
    let token = signed(HEADER, &claims(""));
    let start = token.rfind('.').expect("a signature") + 1;
    for at in start..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).expect("ASCII");
        refuses(&app, &changed, &format!("character {at} of the signature")).await;
    }
}

#[tokio::test]
async fn j05_keys_inside_a_token_choose_nothing() {
    let app = app(usual());
    let own = [7, 8].repeat(32);
    let attacker = TestIssuer::hs256(&testing::secret(own.clone()), ISSUER, AUDIENCE, "ann");
    let attacker = attacker.expect("an issuer");
    let own = URL_SAFE_NO_PAD.encode(own);
    for more in [
        format!(r#""jwk":{{"kty":"oct","k":"{own}","alg":"HS256"}},"#),
        r#""jku":"http://127.0.0.1:1/keys","#.to_owned(),
        r#""x5u":"http://127.0.0.1:1/chain","#.to_owned(),
        r#""x5c":["MIIB"],"#.to_owned(),
        r#""x5t":"AAAA","x5t#S256":"AAAA","jku":42,"jwk":null,"#.to_owned(),
    ] {
        let forged = attacker
            .signed(&header(&more), &claims(""))
            .expect("a token");
        refuses(&app, &forged, &more).await;
        accepts(&app, &signed(&header(&more), &claims("")), &more).await;
    }
}

#[tokio::test]
async fn p04_kid_is_a_name_and_nothing_else() {
    let named = |kid: &str| signed(&header(&format!(r#""kid":{kid},"#)), &claims(""));
    let keys = KeySet::new()
        .secret(Algorithm::Hs256, secret(), "2026")
        .secret(Algorithm::Hs256, testing::secret([5, 6].repeat(32)), "2027");
    let two_keys = app(configured(Jwt::keys(keys)));
    accepts(&two_keys, &named(r#""2026""#), "its name").await;
    let long = format!("\"{}\"", "2026".repeat(1000));
    for kid in [
        "2026",
        "null",
        "true",
        r#"["2026"]"#,
        r#"{"2026":1}"#,
        r#""""#,
        r#""2026 ""#,
        r#""2027""#,
        r#""2028""#,
        r#""2026\u0000""#,
        r#""../../../../dev/null""#,
        r#""/proc/self/environ""#,
        r#""' OR 1=1 --""#,
        r#""http://127.0.0.1:1/key""#,
        r#""\r\nSet-Cookie: x""#,
        r#""*""#,
        &long,
    ] {
        refuses(&two_keys, &named(kid), kid).await;
    }
    refuses(
        &two_keys,
        &signed(HEADER, &claims("")),
        "no name where two keys could be meant",
    )
    .await;
    let nameless = app(usual());
    refuses(
        &nameless,
        &named(r#""2026""#),
        "a name where the key has none",
    )
    .await;
    accepts(
        &nameless,
        &signed(HEADER, &claims("")),
        "no name where it has none",
    )
    .await;
}

#[tokio::test]
async fn p05_only_access_tokens_are_taken() {
    let typed = |typ: &str| signed(&format!(r#"{{"alg":"HS256","typ":{typ}}}"#), &claims(""));
    let usual_app = app(usual());
    for typ in [
        "JWT",
        "jwt",
        "at+jwt",
        "AT+JWT",
        "application/at+jwt",
        "Application/JWT",
    ] {
        accepts(&usual_app, &typed(&format!("\"{typ}\"")), typ).await;
    }
    for typ in [
        r#""dpop+jwt""#,
        r#""logout+jwt""#,
        r#""secevent+jwt""#,
        r#""refresh+jwt""#,
        r#""rt+jwt""#,
        r#""id_token""#,
        r#""JOSE""#,
        r#""""#,
        r#""JWT ""#,
        r#""text/JWT""#,
        r#""application/""#,
        r#""application/application/JWT""#,
        "null",
        "1",
        r#"["JWT"]"#,
        r#"{"JWT":null}"#,
    ] {
        refuses(&usual_app, &typed(typ), typ).await;
    }
    let untyped = signed(r#"{"alg":"HS256"}"#, &claims(""));
    refuses(&usual_app, &untyped, "no typ").await;
    accepts(
        &app(usual().untyped()),
        &untyped,
        "no typ, where that is configured",
    )
    .await;
    let strict = app(usual().types(["at+jwt"]));
    accepts(&strict, &typed(r#""application/at+jwt""#), "in the list").await;
    refuses(&strict, &typed(r#""JWT""#), "not in the list").await;
    for mark in ["at_hash", "c_hash", "events"] {
        for json in ["{}", "null", "\"x\""] {
            refuses(&usual_app, &signed(HEADER, &with(mark, Some(json))), mark).await;
        }
    }
}
