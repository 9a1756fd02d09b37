//! J7 to J9, P3, P6, P7, D3: what the claims must say.

use std::time::{Duration, SystemTime};

use axum_secured::{Jwt, JwtBuilder, ScopeFormat};
use tests::INSUFFICIENT;

use crate::token::{
    AUDIENCE, HEADER, ISSUER, NOW, SHORT, accepts, answer, app, claims, configured, misconfigured,
    refuses, secret, signed, usual, with,
};

fn claim(name: &str, json: &str) -> String {
    signed(HEADER, &with(name, Some(json)))
}

fn without(name: &str) -> String {
    signed(HEADER, &with(name, None))
}

#[tokio::test]
async fn j07_exp_is_required_and_a_number_of_seconds() {
    let app = app(usual());
    refuses(&app, &without("exp"), "no exp").await;
    for json in [
        "null",
        "true",
        "{}",
        "[]",
        r#""1800000060""#,
        r#""""#,
        "[1800000060]",
        r#"{"$serde_json::private::Number":"1800000060"}"#,
        "-1",
        "-0.5",
        "-1800000060",
        "1e30",
        "1e999",
        "1.8e308",
        "18446744073709551616",
        "18446744073709551615",
        "1800000060000",
        "9007199254740993",
        "1e18",
        "0",
        "-0",
        "1700000000",
        "NaN",
        "01800000060",
    ] {
        refuses(&app, &claim("exp", json), json).await;
    }
    for json in ["1800000060", "1800000060.0", "1.80000006e9", "1800000000.5"] {
        accepts(&app, &claim("exp", json), json).await;
    }
}

#[tokio::test]
async fn j07_a_token_is_valid_while_now_is_before_exp_and_the_leeway() {
    let token = signed(
        HEADER,
        &claims(&format!(r#""nbf":{},"iat":{},"#, NOW - 600, NOW - 600)),
    );
    let exp = NOW + 60;
    for (leeway, now, valid) in [
        (30, exp - 1, true),
        (30, exp, true),
        (30, exp + 29, true),
        (30, exp + 30, false),
        (0, exp - 1, true),
        (0, exp, false),
        (300, exp + 299, true),
        (300, exp + 300, false),
        (30, NOW - 630, true),
        (30, NOW - 631, false),
        (0, NOW - 600, true),
        (0, NOW - 601, false),
    ] {
        let app = app(usual()
            .leeway(Duration::from_secs(leeway))
            .clock(move || SystemTime::UNIX_EPOCH + Duration::from_secs(now)));
        let case = format!("at {now} with {leeway}");
        if valid {
            accepts(&app, &token, &case).await;
        } else {
            refuses(&app, &token, &case).await;
        }
    }
    let text = misconfigured(usual().leeway(Duration::from_secs(301)));
    assert!(text.contains("leeway"), "{text}");
}

#[tokio::test]
async fn j07_nbf_and_iat_count_whenever_present() {
    let app = app(usual());
    for name in ["nbf", "iat"] {
        for json in ["1799996400", "1800000000", "1800000030"] {
            accepts(&app, &claim(name, json), json).await;
        }
        for json in [
            "1800000031",
            "1800000030.5",
            "1800000000000",
            "18446744073709551615",
            "null",
            "false",
            r#""1700000000""#,
            "[]",
            "{}",
            "-1",
            "1e300",
        ] {
            refuses(&app, &claim(name, json), &format!("{name}: {json}")).await;
        }
    }
}

#[tokio::test]
async fn j08_aud_names_us_exactly() {
    let app = app(usual().audience("second"));
    let other = "https://other.example.com";
    for json in [
        format!("\"{AUDIENCE}\""),
        "\"second\"".to_owned(),
        format!("[\"{AUDIENCE}\"]"),
        format!("[\"{other}\",\"{AUDIENCE}\"]"),
    ] {
        accepts(&app, &claim("aud", &json), &json).await;
    }
    refuses(&app, &without("aud"), "no aud").await;
    for json in [
        "\"\"".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        "true".to_owned(),
        "42".to_owned(),
        "\"Second\"".to_owned(),
        "\"second \"".to_owned(),
        "\"second other\"".to_owned(),
        format!("\"{other}\""),
        format!("[\"{other}\"]"),
        format!("\"{AUDIENCE}/\""),
        format!("[\"{AUDIENCE}\",42]"),
        format!("[42,\"{AUDIENCE}\"]"),
        format!("[\"{AUDIENCE}\",null]"),
        format!("[[\"{AUDIENCE}\"]]"),
        format!("{{\"x\":\"{AUDIENCE}\"}}"),
    ] {
        refuses(&app, &claim("aud", &json), &json).await;
    }
}

#[tokio::test]
async fn j09_iss_is_one_exact_string() {
    let app = app(usual());
    refuses(&app, &without("iss"), "no iss").await;
    for json in [
        "null".to_owned(),
        "42".to_owned(),
        "true".to_owned(),
        "\"\"".to_owned(),
        format!("\"{ISSUER}/\""),
        format!("\"{ISSUER} \""),
        format!("\"{ISSUER}.attacker.invalid\""),
        format!("\"{}\"", ISSUER.to_uppercase()),
        format!("[\"{ISSUER}\"]"),
        format!("{{\"{ISSUER}\":1}}"),
    ] {
        refuses(&app, &claim("iss", &json), &json).await;
    }
}

#[tokio::test]
async fn p03_issuer_keys_audience_and_subject_belong_together() {
    // Two issuers are two verifiers: the key of one does not speak for the other.
    let other = "https://other.example.com";
    let theirs = app(Jwt::hs256(secret())
        .issuer(other)
        .audience(AUDIENCE)
        .clock(crate::token::now));
    refuses(
        &theirs,
        &signed(HEADER, &claims("")),
        "the right key, another issuer",
    )
    .await;
    accepts(&theirs, &claim("iss", &format!("\"{other}\"")), "its own").await;
    let both = |builder: JwtBuilder<()>| misconfigured(builder.issuer(other));
    assert!(both(usual()).contains("two issuers"), "{}", both(usual()));
    for (builder, part) in [
        (Jwt::hs256(secret()).audience(AUDIENCE), "no issuer"),
        (Jwt::hs256(secret()).issuer(ISSUER), "no audience"),
    ] {
        let text = misconfigured(builder);
        assert!(text.contains(part), "{text}");
    }
    let app = app(usual());
    for name in ["sub", "jti", "acr"] {
        for json in ["null", "42", "true", "[]", r#"["ann"]"#, "{}"] {
            refuses(&app, &claim(name, json), &format!("{name}: {json}")).await;
        }
    }
    for json in ["null", r#""1700000000""#, "1800000031", "-1"] {
        refuses(
            &app,
            &claim("auth_time", json),
            &format!("auth_time: {json}"),
        )
        .await;
    }
}

#[tokio::test]
async fn p06_rfc_9068_wants_its_type_and_claims() {
    let app = app(usual().rfc9068());
    let members = [
        ("client_id", r#""client_id":"app","#),
        ("iat", r#""iat":1800000000,"#),
        ("jti", r#""jti":"1","#),
    ];
    let whole: String = members.iter().map(|(_, member)| *member).collect();
    for typ in ["at+jwt", "application/at+jwt", "AT+JWT"] {
        let header = format!(r#"{{"alg":"HS256","typ":"{typ}"}}"#);
        accepts(&app, &signed(&header, &claims(&whole)), typ).await;
    }
    for header in [r#"{"alg":"HS256","typ":"JWT"}"#, r#"{"alg":"HS256"}"#] {
        refuses(&app, &signed(header, &claims(&whole)), header).await;
    }
    for (name, member) in members {
        let lacking = claims(&whole.replace(member, ""));
        refuses(&app, &signed(HEADER, &lacking), &format!("no {name}")).await;
    }
    for name in ["iss", "exp", "aud", "sub"] {
        let lacking = format!("{{{whole}{}", &with(name, None)[1..]);
        refuses(&app, &signed(HEADER, &lacking), &format!("no {name}")).await;
    }
    for wrong in [r#""client_id":1"#, r#""client_id":null"#] {
        let wrong = claims(&whole.replace(r#""client_id":"app""#, wrong));
        refuses(&app, &signed(HEADER, &wrong), "a client of the wrong type").await;
    }
    let text = misconfigured(
        Jwt::hs256(secret())
            .rfc9068()
            .issuer(ISSUER)
            .dangerous_any_audience(),
    );
    assert!(text.contains("rfc9068"), "{text}");
}

#[tokio::test]
async fn p07_scopes_are_one_string_unless_configured() {
    let text = app(usual());
    for json in [r#""r""#, r#""w r""#, r#""x  r""#] {
        accepts(&text, &claim("scope", json), json).await;
    }
    let other_forms = [
        ("scope", r#"["r"]"#),
        ("scope", r#"{"r":true}"#),
        ("scope", "null"),
        ("scope", "true"),
        ("scope", r#""R""#),
        ("scope", r#""r,w""#),
        ("scope", r#""rw""#),
        ("scope", r#""""#),
    ];
    for (name, json) in other_forms {
        let refused = answer(&text, &claim(name, json)).await;
        refused.assert_refused(INSUFFICIENT, &[SHORT], json);
    }
    for other in ["scp", "scopes", "permissions", "roles", "authorities"] {
        for json in [r#""r""#, r#"["r"]"#] {
            let token = format!("{{\"{other}\":{json},{}", &with("scope", None)[1..]);
            let refused = answer(&text, &signed(HEADER, &token)).await;
            refused.assert_refused(INSUFFICIENT, &[SHORT], other);
        }
    }
    let array = app(usual().scope_claim("permissions", ScopeFormat::Array));
    accepts(
        &array,
        &claim("permissions", r#"["w","r"]"#),
        "where it is configured",
    )
    .await;
    for json in [r#""r""#, r#"["w r"]"#, r#"["r",1]"#, r#"[["r"]]"#, "[]"] {
        let refused = answer(&array, &claim("permissions", json)).await;
        refused.assert_refused(INSUFFICIENT, &[SHORT], json);
    }
}

#[tokio::test]
async fn d03_tokens_bound_to_a_key_are_no_bearer_tokens() {
    let app = app(configured(Jwt::hs256(secret())));
    for json in [
        r#"{"jkt":"x"}"#,
        r#"{"x5t#S256":"x"}"#,
        "{}",
        "null",
        "\"\"",
    ] {
        refuses(&app, &claim("cnf", json), json).await;
    }
}
