//! J1, J2, J10: what a token looks like before anything in it counts.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey};

use crate::token::{HEADER, accepts, app, cannot_read, claims, refuses, secret, signed, usual};

#[tokio::test]
async fn j01_three_parts_of_strict_base64url() {
    let app = app(usual());
    let token = signed(HEADER, &claims(""));
    accepts(&app, &token, "three parts").await;
    let parts: Vec<&str> = token.split('.').collect();
    let [header, body, signature] = parts.as_slice() else {
        panic!("three parts");
    };
    for wrong in [
        header.to_string(),
        format!("{header}.{body}"),
        format!("{header}.{body}."),
        format!("{header}..{signature}"),
        format!(".{body}.{signature}"),
        format!("{token}."),
        format!(".{token}"),
        format!("{token}.{signature}"),
        format!("{header}.{body}.{signature}.x.y"),
        "..".to_owned(),
        ".".to_owned(),
        // In the grammar of bearer tokens, but not base64url.
        format!("{token}="),
        format!("{token}=="),
        format!("{header}+.{body}.{signature}"),
        format!("{header}.{body}/.{signature}"),
        format!("{header}.{body}.{signature}~"),
        token.to_uppercase(),
    ] {
        refuses(&app, &wrong, &wrong).await;
    }
    for unreadable in [
        format!("{header}=.{body}.{signature}"),
        format!("{header}.{body}=.{signature}"),
        format!("{token}!"),
        format!("{token} "),
        format!("{header}. {body}.{signature}"),
        format!("{token}%3D"),
        format!("\"{token}\""),
    ] {
        cannot_read(&app, &unreadable, &unreadable).await;
    }
}

const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

#[tokio::test]
async fn j01_spare_bits_are_zero() {
    let app = app(usual());
    let sealed = |message: &str| {
        let key = EncodingKey::from_secret(secret().expose());
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256);
        format!("{message}.{}", signature.expect("a signature"))
    };
    // 28 bytes leave four spare bits: one of sixteen last characters is right.
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT" }"#);
    let body = URL_SAFE_NO_PAD.encode(claims(""));
    let good = sealed(&format!("{header}.{body}"));
    accepts(&app, &good, "the right character").await;
    let start = header.strip_suffix('Q').expect("`}` ends in Q");
    for next in ["R", "S", "e", "f"] {
        let bent = sealed(&format!("{start}{next}.{body}"));
        refuses(&app, &bent, "spare bits of the header").await;
    }
    // 32 bytes leave two.
    let (start, last) = good.split_at(good.len() - 1);
    let at = ALPHABET.iter().position(|byte| [*byte] == *last.as_bytes());
    let at = at.expect("base64url");
    for next in &ALPHABET[at + 1..at + 4] {
        let bent = format!("{start}{}", char::from(*next));
        refuses(&app, &bent, "spare bits of the signature").await;
    }
}

#[tokio::test]
async fn j02_header_and_claims_are_objects_without_duplicates() {
    let app = app(usual());
    for text in [
        "[]",
        "\"x\"",
        "null",
        "1",
        "{}{}",
        "{\"a\":1,}",
        "\u{feff}{}",
        "{",
        "",
        " ",
    ] {
        refuses(&app, &signed(text, &claims("")), text).await;
        refuses(&app, &signed(HEADER, text), text).await;
    }
    for more in [
        r#""scope":"w","#,
        r#""sc\u006fpe":"r","#,
        r#""exp":1,"#,
        r#""exp":1800000060,"#,
        r#""x":1,"x":1,"#,
        r#""x":{"scope":1,"scope":2},"#,
        r#""x":[[{"y":{"a":1,"a":1}}]],"#,
        r#""\u0061ud":"x","#,
    ] {
        refuses(&app, &signed(HEADER, &claims(more)), more).await;
    }
    accepts(
        &app,
        &signed(HEADER, &claims(r#""x":{"scope":1},"y":[{"scope":1}],"#)),
        "apart",
    )
    .await;
    for header in [
        r#"{"alg":"HS256","alg":"HS256","typ":"JWT"}"#,
        r#"{"alg":"none","typ":"JWT","alg":"HS256"}"#,
        r#"{"alg":"HS256","typ":"JWT","t\u0079p":"JWT"}"#,
        r#"{"alg":"HS256","typ":"JWT","x":1,"x":1}"#,
        r#"{"alg":"HS256","typ":"JWT","jwk":{"kty":"oct","kty":"oct"}}"#,
    ] {
        refuses(&app, &signed(header, &claims("")), header).await;
    }
    for depth in [200, 2000] {
        let deep = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        refuses(
            &app,
            &signed(HEADER, &claims(&format!("\"x\":{deep},"))),
            "deep",
        )
        .await;
    }
}

#[tokio::test]
async fn j10_encrypted_nested_and_other_serializations_are_refused() {
    let app = app(usual());
    for more in [
        r#""b64":false,"#,
        r#""b64":true,"#,
        r#""zip":"DEF","#,
        r#""enc":"A256GCM","#,
        r#""cty":"JWT","#,
        r#""cty":"jwt","#,
        r#""cty":null,"#,
    ] {
        let header = format!("{{{more}{}", &HEADER[1..]);
        refuses(&app, &signed(&header, &claims("")), more).await;
    }
    let token = signed(HEADER, &claims(""));
    let parts: Vec<&str> = token.split('.').collect();
    let five = format!(
        "{}.{}.{}.{}.{}",
        parts[0], parts[1], parts[1], parts[1], parts[2]
    );
    refuses(&app, &five, "five parts").await;
    let nested = signed(r#"{"alg":"HS256","typ":"JWT","cty":"JWT"}"#, &token);
    refuses(&app, &nested, "nested").await;
    let unannounced = signed(HEADER, &token);
    refuses(&app, &unannounced, "nested, but not announced").await;
    let json = format!(
        r#"{{"protected":"{}","payload":"{}","signature":"{}"}}"#,
        parts[0], parts[1], parts[2]
    );
    cannot_read(&app, &json, "JSON serialization").await;
    refuses(&app, &URL_SAFE_NO_PAD.encode(json), "the same, encoded").await;
}
