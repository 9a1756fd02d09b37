//! J3, J4, J5, J10, P4, P5: what the header may say.

use super::*;

fn header(more: &str) -> String {
    format!(r#"{{{more}"alg":"HS256","typ":"JWT"}}"#)
}

#[test]
fn j3_crit_is_refused_whatever_it_holds() {
    let jwt = usual().build().expect("a verifier");
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
        refuses(&jwt, &token(&header, &claims("")), Flaw::Extension, crit);
    }
}

#[test]
fn j10_encrypted_nested_compressed_and_unencoded_tokens_are_refused() {
    let jwt = usual().build().expect("a verifier");
    for more in [
        r#""b64":false,"#,
        r#""b64":true,"#,
        r#""zip":"DEF","#,
        r#""enc":"A256GCM","#,
        r#""cty":"JWT","#,
        r#""cty":"jwt","#,
        r#""cty":null,"#,
    ] {
        refuses(
            &jwt,
            &token(&header(more), &claims("")),
            Flaw::Extension,
            more,
        );
    }
}

#[test]
fn j4_none_is_never_an_algorithm() {
    let jwt = usual().build().expect("a verifier");
    let body = encode(claims(""));
    for none in [
        "none",
        "None",
        "NONE",
        "nOnE",
        " none",
        "none ",
        "n\\u006fne",
        "",
    ] {
        let header = format!(r#"{{"alg":"{none}","typ":"JWT"}}"#);
        refuses(&jwt, &token(&header, &claims("")), Flaw::Algorithm, none);
        let unsigned = format!("{}.{body}.", encode(&header));
        refuses(&jwt, &unsigned, Flaw::Parts, none);
        let with_rubbish = format!("{}.{body}.AAAA", encode(&header));
        refuses(&jwt, &with_rubbish, Flaw::Algorithm, none);
    }
}

#[test]
fn trap_10_alg_is_a_string_of_exactly_the_keys_algorithm() {
    let jwt = usual().build().expect("a verifier");
    for alg in [
        r#"{"HS256":null}"#,
        r#"["HS256"]"#,
        "null",
        "256",
        "true",
        r#""hs256""#,
        r#""HS256 ""#,
        r#""HS384""#,
        r#""RS256""#,
        r#""ES256""#,
        r#""EdDSA""#,
        r#""Ed25519""#,
        r#""A256KW""#,
    ] {
        let header = format!(r#"{{"alg":{alg},"typ":"JWT"}}"#);
        refuses(&jwt, &token(&header, &claims("")), Flaw::Algorithm, alg);
    }
    refuses(
        &jwt,
        &token(r#"{"typ":"JWT"}"#, &claims("")),
        Flaw::Algorithm,
        "no alg",
    );
}

#[test]
fn j5_keys_inside_a_token_choose_nothing() {
    let jwt = usual().build().expect("a verifier");
    let attacker = EncodingKey::from_secret(&[7, 8].repeat(16));
    let own = encode([7, 8].repeat(16));
    for more in [
        format!(r#""jwk":{{"kty":"oct","k":"{own}","alg":"HS256"}},"#),
        r#""jku":"https://attacker.invalid/keys","#.to_owned(),
        r#""x5u":"https://attacker.invalid/chain","#.to_owned(),
        r#""x5c":["MIIB"],"#.to_owned(),
        r#""x5t":"AAAA","jku":42,"jwk":null,"#.to_owned(),
    ] {
        let forged = signed(&header(&more), &claims(""), Algorithm::Hs256, &attacker);
        refuses(&jwt, &forged, Flaw::Signature, &more);
        accepts(&jwt, &token(&header(&more), &claims("")));
    }
}

#[test]
fn p5_types_are_a_list() {
    let typed = |typ: &str| token(&format!(r#"{{"alg":"HS256","typ":{typ}}}"#), &claims(""));
    let jwt = usual().build().expect("a verifier");
    for accepted in [
        "JWT",
        "jwt",
        "at+jwt",
        "AT+JWT",
        "application/at+jwt",
        "Application/JWT",
    ] {
        accepts(&jwt, &typed(&format!("\"{accepted}\"")));
    }
    for refused in [
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
        refuses(&jwt, &typed(refused), Flaw::Type, refused);
    }
    let none = token(r#"{"alg":"HS256"}"#, &claims(""));
    refuses(&jwt, &none, Flaw::Type, "no typ");
    let untyped = usual().untyped().build().expect("a verifier");
    accepts(&untyped, &none);
    refuses(&untyped, &typed("null"), Flaw::Type, "null is not absent");

    let strict = usual()
        .types(["application/at+jwt"])
        .build()
        .expect("a verifier");
    accepts(&strict, &typed(r#""at+jwt""#));
    refuses(&strict, &typed(r#""JWT""#), Flaw::Type, "not in the list");
    refuses(&strict, &none, Flaw::Type, "no typ");
}

#[test]
fn p4_kid_is_a_name_and_nothing_else() {
    let keys = KeySet::new().secret(Algorithm::Hs256, secret(), "2026");
    let jwt = with_keys(keys);
    let named = |kid: &str| token(&header(&format!(r#""kid":{kid},"#)), &claims(""));
    accepts(&jwt, &named(r#""2026""#));
    for kid in ["2026", "null", "true", r#"["2026"]"#, r#"{"2026":1}"#] {
        refuses(&jwt, &named(kid), Flaw::KeyId, kid);
    }
    let long = format!("\"{}\"", "2026".repeat(1000));
    for kid in [
        r#""""#,
        r#""2026 ""#,
        r#""2026\u0000""#,
        r#""../../../../dev/null""#,
        r#""' OR 1=1 --""#,
        r#""https://attacker.invalid/key""#,
        r#""\r\nSet-Cookie: x""#,
        r#""2027""#,
        &long,
    ] {
        refuses(&jwt, &named(kid), Flaw::UnknownKey, kid);
    }
    let very_long = format!("\"{}\"", "k".repeat(10_000));
    refuses(&jwt, &named(&very_long), Flaw::Size, "10 kB");
}

#[test]
fn a_key_without_a_name_answers_to_none() {
    let jwt = usual().build().expect("a verifier");
    accepts(&jwt, &token(&header(""), &claims("")));
    let named = token(&header(r#""kid":"2026","#), &claims(""));
    refuses(&jwt, &named, Flaw::UnknownKey, "named");
}
