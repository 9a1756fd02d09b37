//! J1, J2, J10 and the size: what a token looks like before anything in it is read.

use jsonwebtoken::EncodingKey;

use super::*;
use crate::credential::MAX_CREDENTIAL;

#[test]
fn j1_a_token_has_exactly_three_parts() {
    let jwt = usual().build().expect("a verifier");
    let good = token(HEADER, &claims(""));
    accepts(&jwt, &good);
    let (message, signature) = good.rsplit_once('.').expect("parts");
    let (header, body) = message.split_once('.').expect("parts");
    for refused in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        header.to_owned(),
        message.to_owned(),
        format!("{message}."),
        format!(".{body}.{signature}"),
        format!("{header}..{signature}"),
        format!("{good}."),
        format!(".{good}"),
        format!("{good}.{signature}"),
        format!("{header}.{body}.{body}.{body}.{signature}"),
        ".....".to_owned(),
    ] {
        refuses(&jwt, &refused, Flaw::Parts, &refused);
    }
}

#[test]
fn j1_every_part_is_strict_base64url() {
    let jwt = usual().build().expect("a verifier");
    let key = EncodingKey::from_secret(SECRET);
    let (header, body) = (encode(HEADER), encode(claims(" ")));
    let good = seal(&format!("{header}.{body}"), Algorithm::Hs256, &key);
    accepts(&jwt, &good);
    for (tail, what) in [
        ("=", "padding"),
        ("==", "padding"),
        (" ", "a space"),
        ("\n", "a line end"),
        ("+", "standard alphabet"),
        ("/", "standard alphabet"),
        ("%3D", "percent encoding"),
        ("ä", "not ASCII"),
        ("\0", "NUL"),
    ] {
        let message = format!("{header}{tail}.{body}");
        refuses(
            &jwt,
            &seal(&message, Algorithm::Hs256, &key),
            Flaw::Encoding,
            what,
        );
        let message = format!("{header}.{body}{tail}");
        refuses(
            &jwt,
            &seal(&message, Algorithm::Hs256, &key),
            Flaw::Encoding,
            what,
        );
        refuses(&jwt, &format!("{good}{tail}"), Flaw::Signature, what);
        refuses(&jwt, &format!("{tail}{good}"), Flaw::Encoding, what);
    }
}

#[test]
fn j1_spare_bits_are_zero() {
    let jwt = usual().build().expect("a verifier");
    // 27 octets have no spare bits, 28 have four: the last character may only be one of four.
    let header = encode(r#"{"alg":"HS256","typ":"JWT" }"#);
    assert_eq!(header.len() % 4, 2);
    let key = EncodingKey::from_secret(SECRET);
    let body = encode(claims(""));
    accepts(
        &jwt,
        &seal(&format!("{header}.{body}"), Algorithm::Hs256, &key),
    );
    let bent = format!("{}R", header.strip_suffix('Q').expect("`}` ends in Q"));
    refuses(
        &jwt,
        &seal(&format!("{bent}.{body}"), Algorithm::Hs256, &key),
        Flaw::Encoding,
        "spare bits of the header",
    );
    // A signature of 32 octets has two spare bits; the next character differs only there.
    let good = seal(&format!("{header}.{body}"), Algorithm::Hs256, &key);
    let (start, last) = good.split_at(good.len() - 1);
    let next = char::from(last.as_bytes()[0] + 1);
    refuses(
        &jwt,
        &format!("{start}{next}"),
        Flaw::Signature,
        "spare bits of the signature",
    );
}

#[test]
fn j2_header_and_claims_are_objects() {
    let jwt = usual().build().expect("a verifier");
    for text in [
        "[]",
        "\"x\"",
        "null",
        "1",
        "{}{}",
        "{\"alg\":\"HS256\",}",
        "\u{feff}{}",
    ] {
        refuses(&jwt, &token(text, &claims("")), Flaw::Header, text);
        refuses(&jwt, &token(HEADER, text), Flaw::Claims, text);
    }
    let key = EncodingKey::from_secret(SECRET);
    let invalid = encode(b"{\"a\":\"\xff\"}");
    let message = format!("{invalid}.{}", encode(claims("")));
    refuses(
        &jwt,
        &seal(&message, Algorithm::Hs256, &key),
        Flaw::Header,
        "not UTF-8",
    );
    let message = format!("{}.{invalid}", encode(HEADER));
    refuses(
        &jwt,
        &seal(&message, Algorithm::Hs256, &key),
        Flaw::Claims,
        "not UTF-8",
    );
}

#[test]
fn j2_duplicate_names_are_refused_at_any_depth() {
    let jwt = usual().build().expect("a verifier");
    for more in [
        r#""scope":"read","scope":"admin","#,
        r#""scope":"read","sc\u006fpe":"admin","#,
        r#""exp":1,"exp":9,"#,
        r#""x":{"scope":1,"scope":2},"#,
        r#""x":[[{"y":{"a":1,"a":1}}]],"#,
    ] {
        refuses(&jwt, &token(HEADER, &claims(more)), Flaw::Claims, more);
    }
    for header in [
        r#"{"alg":"HS256","alg":"HS256","typ":"JWT"}"#,
        r#"{"alg":"none","typ":"JWT","alg":"HS256"}"#,
        r#"{"alg":"HS256","typ":"JWT","x":1,"x":1}"#,
        r#"{"alg":"HS256","typ":"JWT","jwk":{"kty":"oct","kty":"oct"}}"#,
    ] {
        refuses(&jwt, &token(header, &claims("")), Flaw::Header, header);
    }
}

#[test]
fn deep_nesting_does_not_exhaust_the_stack() {
    let jwt = usual().build().expect("a verifier");
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    accepts(
        &jwt,
        &token(HEADER, &claims(&format!(r#""x":{},"#, deep(100)))),
    );
    for levels in [130, 2500] {
        let more = format!(r#""x":{},"#, deep(levels));
        refuses(
            &jwt,
            &token(HEADER, &claims(&more)),
            Flaw::Claims,
            "deep claims",
        );
        let header = format!(r#"{{"alg":"HS256","typ":"JWT","x":{}}}"#, deep(levels));
        refuses(
            &jwt,
            &token(&header, &claims("")),
            Flaw::Header,
            "deep header",
        );
    }
}

#[test]
fn trap_21_size_is_checked_first() {
    let jwt = usual().build().expect("a verifier");
    let of_length = |length: usize| {
        let filler = "x".repeat(length);
        token(HEADER, &claims(&format!(r#""x":"{filler}","#)))
    };
    let fits = of_length(5900);
    assert!(fits.len() <= MAX_CREDENTIAL);
    accepts(&jwt, &fits);
    let exceeds = of_length(6200);
    assert!(exceeds.len() > MAX_CREDENTIAL);
    refuses(&jwt, &exceeds, Flaw::Size, "a valid token, but too long");
    refuses(&jwt, &".".repeat(1_000_000), Flaw::Size, "a million dots");
}

#[test]
fn j10_json_serialization_is_refused() {
    let jwt = usual().build().expect("a verifier");
    let good = token(HEADER, &claims(""));
    let parts: Vec<&str> = good.split('.').collect();
    let flattened = format!(
        r#"{{"protected":"{}","payload":"{}","signature":"{}"}}"#,
        parts[0], parts[1], parts[2]
    );
    refuses(&jwt, &flattened, Flaw::Parts, "flattened JSON");
}
