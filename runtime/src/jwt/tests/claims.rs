//! J7, J8, J9, P6, P7, D3: what the claims must say.

use super::*;
use crate::ScopeFormat;

/// Claims with one replaced by `json`, or left out.
fn with(name: &str, json: Option<&str>) -> String {
    let mut all: serde_json::Map<String, Value> =
        serde_json::from_str(&claims("")).expect("an object");
    all.remove(name);
    let rest = Value::Object(all).to_string();
    match json {
        None => rest,
        Some(json) => format!(r#"{{"{name}":{json},{}"#, &rest[1..]),
    }
}

fn exp(json: &str) -> String {
    token(HEADER, &with("exp", Some(json)))
}

#[test]
fn j7_exp_is_required_and_a_number() {
    let jwt = usual().build().expect("a verifier");
    refuses(
        &jwt,
        &token(HEADER, &with("exp", None)),
        Flaw::Date,
        "absent",
    );
    for wrong in [
        "null",
        "true",
        "{}",
        "[]",
        r#""1800000060""#,
        r#""""#,
        "[1800000060]",
        "-1",
        "-0.5",
        "-1800000060",
        "1e30",
        "1.8e308",
        "18446744073709551616",
    ] {
        let flaw = judge(&jwt, &exp(wrong)).err();
        assert!(
            matches!(flaw, Some(Flaw::Date | Flaw::Claims)),
            "{wrong}: {flaw:?}"
        );
    }
    for absurd in [
        "1800000060000",
        "18446744073709551615",
        "9007199254740993",
        "1e18",
    ] {
        refuses(&jwt, &exp(absurd), Flaw::Lifetime, absurd);
    }
    for accepted in [
        "1800000060",
        "1800000060.0",
        "1.80000006e9",
        "1800000000.5",
        "1.8e9",
    ] {
        accepts(&jwt, &exp(accepted));
    }
    for past in ["0", "-0", "1", "0.0", "1700000000"] {
        refuses(&jwt, &exp(past), Flaw::Expired, past);
    }
}

#[test]
fn j7_trap_6_a_token_ends_with_the_second_of_its_exp() {
    let strict = usual().leeway(Duration::ZERO).build().expect("a verifier");
    accepts(&strict, &exp(&(NOW + 1).to_string()));
    refuses(&strict, &exp(&NOW.to_string()), Flaw::Expired, "now");
    refuses(
        &strict,
        &exp("1799999999.9"),
        Flaw::Expired,
        "a fraction ago",
    );
    accepts(&strict, &exp("1800000000.1"));
    let usual = usual().build().expect("a verifier");
    accepts(&usual, &exp(&(NOW - 29).to_string()));
    refuses(
        &usual,
        &exp(&(NOW - 30).to_string()),
        Flaw::Expired,
        "beyond the leeway",
    );
}

#[test]
fn j7_nbf_and_iat_count_whenever_present() {
    let jwt = usual().build().expect("a verifier");
    for name in ["nbf", "iat"] {
        let at = |json: &str| token(HEADER, &with(name, Some(json)));
        for accepted in [NOW - 3600, NOW, NOW + 30] {
            accepts(&jwt, &at(&accepted.to_string()));
        }
        for late in [
            "1800000031",
            "1800000030.5",
            "18446744073709551615",
            "1800000000000",
        ] {
            refuses(&jwt, &at(late), Flaw::NotYetValid, late);
        }
        for wrong in [
            "null",
            "false",
            r#""1700000000""#,
            "[]",
            "{}",
            "-1",
            "1e300",
        ] {
            refuses(&jwt, &at(wrong), Flaw::Date, wrong);
        }
    }
}

#[test]
fn j7_a_token_lives_no_longer_than_allowed() {
    let jwt = usual()
        .max_lifetime(Duration::from_secs(3600))
        .build()
        .expect("a verifier");
    let lived = |iat: u64, exp: u64| {
        let claims = format!(r#"{{"iss":"{ISSUER}","aud":"{AUDIENCE}","iat":{iat},"exp":{exp}}}"#);
        token(HEADER, &claims)
    };
    accepts(&jwt, &lived(NOW, NOW + 3600));
    accepts(&jwt, &lived(NOW - 3000, NOW + 600));
    refuses(
        &jwt,
        &lived(NOW, NOW + 3601),
        Flaw::Lifetime,
        "a second too long",
    );
    refuses(&jwt, &lived(0, NOW + 60), Flaw::Lifetime, "since 1970");
    accepts(&jwt, &exp(&(NOW + 3630).to_string()));
    refuses(
        &jwt,
        &exp(&(NOW + 3631).to_string()),
        Flaw::Lifetime,
        "without iat",
    );
    let default = usual().build().expect("a verifier");
    accepts(&default, &lived(NOW, NOW + 86_400));
    refuses(
        &default,
        &lived(NOW, NOW + 86_401),
        Flaw::Lifetime,
        "a day by default",
    );
}

#[test]
fn j8_traps_2_and_4_aud_names_us_exactly() {
    let jwt = usual().audience("second").build().expect("a verifier");
    let aud = |json: Option<&str>| token(HEADER, &with("aud", json));
    for accepted in [
        r#""items""#,
        r#""second""#,
        r#"["items"]"#,
        r#"["other","items","x"]"#,
    ] {
        accepts(&jwt, &aud(Some(accepted)));
    }
    refuses(&jwt, &aud(None), Flaw::Audience, "absent");
    for refused in [
        r#""""#,
        r#""Items""#,
        r#""items ""#,
        r#""items/""#,
        r#""item""#,
        r#""items second""#,
        "[]",
        r#"["other"]"#,
        r#"["items",42]"#,
        r#"[42,"items"]"#,
        r#"[["items"]]"#,
        r#"["items",null]"#,
        r#"{"items":true}"#,
        r#"{"0":"items"}"#,
        "null",
        "true",
        "42",
        r#"["items",{}]"#,
    ] {
        refuses(&jwt, &aud(Some(refused)), Flaw::Audience, refused);
    }
    let any = Jwt::hs256(secret())
        .issuer(ISSUER)
        .dangerous_any_audience()
        .clock(now)
        .claims_only()
        .build()
        .expect("a verifier");
    accepts(&any, &aud(None));
    accepts(&any, &aud(Some(r#""other""#)));
    for refused in ["42", "null", r#"["x",42]"#, "{}"] {
        refuses(&any, &aud(Some(refused)), Flaw::Audience, refused);
    }
}

#[test]
fn j9_traps_2_and_3_iss_is_one_exact_string() {
    let jwt = usual().build().expect("a verifier");
    let iss = |json: Option<&str>| token(HEADER, &with("iss", json));
    refuses(&jwt, &iss(None), Flaw::Issuer, "absent");
    for refused in [
        r#""""#,
        r#""https://id.example.com/""#,
        r#""https://ID.example.com""#,
        r#""https://id.example.com.attacker.invalid""#,
        r#"["https://id.example.com"]"#,
        r#"{"https://id.example.com":1}"#,
        "null",
        "42",
        "true",
    ] {
        refuses(&jwt, &iss(Some(refused)), Flaw::Issuer, refused);
    }
    let any = Jwt::hs256(secret())
        .dangerous_any_issuer()
        .audience(AUDIENCE)
        .clock(now)
        .claims_only()
        .build()
        .expect("a verifier");
    accepts(&any, &iss(None));
    accepts(&any, &iss(Some(r#""other""#)));
    refuses(&any, &iss(Some("[]")), Flaw::Issuer, "an array");
}

#[test]
fn p3_registered_claims_have_their_types() {
    let jwt = usual().build().expect("a verifier");
    for name in ["sub", "jti", "acr"] {
        accepts(&jwt, &token(HEADER, &with(name, Some(r#""x""#))));
        for wrong in ["null", "42", "true", "[]", r#"["x"]"#, "{}"] {
            refuses(
                &jwt,
                &token(HEADER, &with(name, Some(wrong))),
                Flaw::ClaimType,
                name,
            );
        }
    }
    let auth_time = |json: &str| token(HEADER, &with("auth_time", Some(json)));
    accepts(&jwt, &auth_time("1700000000"));
    refuses(&jwt, &auth_time(r#""1700000000""#), Flaw::Date, "a string");
    refuses(&jwt, &auth_time("null"), Flaw::Date, "null");
    refuses(
        &jwt,
        &auth_time("1800000031"),
        Flaw::NotYetValid,
        "in the future",
    );
}

#[test]
fn d3_sender_constrained_tokens_are_no_bearer_tokens() {
    let jwt = usual().build().expect("a verifier");
    for cnf in [r#"{"jkt":"x"}"#, r#"{"x5t#S256":"x"}"#, "{}", "null"] {
        refuses(
            &jwt,
            &token(HEADER, &with("cnf", Some(cnf))),
            Flaw::Bound,
            cnf,
        );
    }
}

#[test]
fn p5_id_and_logout_tokens_are_no_access_tokens() {
    let jwt = usual().build().expect("a verifier");
    for name in ["at_hash", "c_hash", "events"] {
        refuses(
            &jwt,
            &token(HEADER, &with(name, Some("{}"))),
            Flaw::Purpose,
            name,
        );
    }
}

#[test]
fn p6_rfc_9068_wants_its_claims() {
    let jwt = usual().rfc9068().build().expect("a verifier");
    let all = [
        (r#""sub":"alice","#, "sub"),
        (r#""client_id":"app","#, "client_id"),
        (r#""jti":"1","#, "jti"),
        (r#""iat":1800000000,"#, "iat"),
    ];
    let header = r#"{"alg":"HS256","typ":"at+jwt"}"#;
    let whole: String = all.iter().map(|(claim, _)| *claim).collect();
    accepts(&jwt, &token(header, &claims(&whole)));
    refuses(&jwt, &token(HEADER, &claims(&whole)), Flaw::Type, "typ JWT");
    for (claim, name) in all {
        let lacking = whole.replace(claim, "");
        refuses(&jwt, &token(header, &claims(&lacking)), Flaw::Profile, name);
    }
    let wrong = whole.replace(r#""app""#, "1");
    refuses(
        &jwt,
        &token(header, &claims(&wrong)),
        Flaw::ClaimType,
        "client_id",
    );
}

#[test]
fn p7_f27_scopes_have_one_configured_form() {
    let granted = |jwt: &Jwt<ClaimsOnly<Value>>, more: &str| -> Vec<&str> {
        let facts = accepts(jwt, &token(HEADER, &claims(more)));
        SCHEME.scopes.names(facts.granted()).collect()
    };
    let text = usual().build().expect("a verifier");
    assert_eq!(
        granted(&text, r#""scope":"write other","#),
        ["read", "write"]
    );
    for nothing in [
        "",
        r#""scope":["read"],"#,
        r#""scp":"read","#,
        r#""scopes":"read","#,
        r#""scope":null,"#,
        r#""scope":{"read":1},"#,
        r#""scope":"read,write","#,
        r#""scope":"READ","#,
        r#""Scope":"read","#,
    ] {
        assert!(granted(&text, nothing).is_empty(), "{nothing}");
    }
    let array = usual()
        .scope_claim("scp", ScopeFormat::Array)
        .build()
        .expect("a verifier");
    assert_eq!(
        granted(&array, r#""scp":["admin","read","x"],"#),
        ["read", "admin"]
    );
    for nothing in [
        r#""scp":"read","#,
        r#""scope":["read"],"#,
        r#""scp":["read admin"],"#,
        r#""scp":[["read"]],"#,
        r#""scp":["read",1],"#,
        r#""scp":[],"#,
        r#""scp":{"0":"read"},"#,
    ] {
        assert!(granted(&array, nothing).is_empty(), "{nothing}");
    }
}

#[cfg(feature = "tokens")]
#[test]
fn where_tokens_can_be_revoked_each_has_an_identifier() {
    use crate::tokens::{MemoryStore, Revocations};

    let revocations = Revocations::new(MemoryStore::new()).build();
    let revocations = revocations.expect("a sound configuration");
    let jwt = usual().revocations(&revocations).build();
    let jwt = jwt.expect("a sound configuration");
    accepts(&jwt, &token(HEADER, &claims(r#""jti":"j1","#)));
    accepts(&jwt, &token(HEADER, &claims(r#""jti":"j1","sid":"s1","#)));
    for (more, flaw) in [
        ("", Flaw::NoId),
        (r#""sid":"s1","#, Flaw::NoId),
        (r#""jti":7,"#, Flaw::ClaimType),
        (r#""jti":"j1","sid":7,"#, Flaw::ClaimType),
        (r#""jti":"j1","sid":null,"#, Flaw::ClaimType),
        (r#""jti":"j1","sid":["s1"],"#, Flaw::ClaimType),
    ] {
        refuses(&jwt, &token(HEADER, &claims(more)), flaw, more);
    }
    let jwt = usual().build().expect("a sound configuration");
    accepts(&jwt, &token(HEADER, &claims("")));
}
