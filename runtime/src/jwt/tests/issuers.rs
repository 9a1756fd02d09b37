//! Several issuers in one verifier, each with keys and audience of its own.

use super::*;

fn refused(builder: JwtBuilder<ClaimsOnly<Value>>) -> String {
    builder.build().expect_err("a misconfiguration").to_string()
}

const OTHER: &str = "https://other.example.com";
const OTHER_SECRET: &[u8] = b"fedcba9876543210fedcba9876543210";

fn one_key(secret: &[u8]) -> KeySet {
    KeySet::new().secret(Algorithm::Hs256, Secret::new(secret), "key")
}

fn ours() -> Issuer {
    Issuer::keys(ISSUER, one_key(SECRET)).audience(AUDIENCE)
}

fn theirs() -> Issuer {
    Issuer::keys(OTHER, one_key(OTHER_SECRET)).audience("orders")
}

fn both() -> Jwt<ClaimsOnly<Value>> {
    let builder = Jwt::issuers([ours(), theirs()]);
    builder
        .clock(now)
        .claims_only()
        .build()
        .expect("two issuers")
}

/// A token of `secret` that says these things of itself.
fn saying(secret: &[u8], issuer: &str, audience: &str) -> String {
    signed(
        r#"{"alg":"HS256","typ":"JWT","kid":"key"}"#,
        &format!(r#"{{{issuer}"aud":"{audience}","exp":{}}}"#, NOW + 60),
        Algorithm::Hs256,
        &EncodingKey::from_secret(secret),
    )
}

fn named(issuer: &str) -> String {
    format!("\"iss\":\"{issuer}\",")
}

#[test]
fn p3_j9_each_issuer_has_its_keys_and_its_audience() {
    let jwt = both();
    accepts(&jwt, &saying(SECRET, &named(ISSUER), AUDIENCE));
    accepts(&jwt, &saying(OTHER_SECRET, &named(OTHER), "orders"));
    for (secret, issuer, audience, flaw, why) in [
        (
            SECRET,
            OTHER,
            "orders",
            Flaw::Signature,
            "keys of the first",
        ),
        (
            OTHER_SECRET,
            ISSUER,
            AUDIENCE,
            Flaw::Signature,
            "keys of the second",
        ),
        (
            SECRET,
            ISSUER,
            "orders",
            Flaw::Audience,
            "audience of the second",
        ),
        (
            OTHER_SECRET,
            OTHER,
            AUDIENCE,
            Flaw::Audience,
            "audience of the first",
        ),
        (
            SECRET,
            "https://third.example.com",
            AUDIENCE,
            Flaw::Issuer,
            "a third",
        ),
        (
            SECRET,
            "https://id.example.com/",
            AUDIENCE,
            Flaw::Issuer,
            "not byte for byte",
        ),
        (
            SECRET,
            "HTTPS://id.example.com",
            AUDIENCE,
            Flaw::Issuer,
            "not byte for byte",
        ),
        (SECRET, "", AUDIENCE, Flaw::Issuer, "nobody"),
    ] {
        refuses(&jwt, &saying(secret, &named(issuer), audience), flaw, why);
    }
}

#[test]
fn p3_an_issuer_that_is_not_one_string_is_nobody() {
    let jwt = both();
    for (issuer, flaw) in [
        (String::new(), Flaw::Issuer),
        (format!("\"iss\":[\"{ISSUER}\"],"), Flaw::Issuer),
        ("\"iss\":null,".to_owned(), Flaw::Issuer),
        ("\"iss\":1,".to_owned(), Flaw::Issuer),
        (format!("{}{}", named(OTHER), named(ISSUER)), Flaw::Claims),
        (format!("{}{}", named(ISSUER), named(ISSUER)), Flaw::Claims),
        (
            format!("{}\"i\\u0073s\":\"{OTHER}\",", named(ISSUER)),
            Flaw::Claims,
        ),
    ] {
        refuses(&jwt, &saying(SECRET, &issuer, AUDIENCE), flaw, &issuer);
    }
    // Written with escapes it is the same string.
    accepts(
        &jwt,
        &saying(SECRET, &named("https:\\/\\/id.example.com"), AUDIENCE),
    );
}

#[test]
fn issuers_that_make_no_sense_are_refused() {
    let build = |issuers: Vec<Issuer>| refused(Jwt::issuers(issuers).claims_only::<Value>());
    for (error, part) in [
        (build(vec![]), "no issuer"),
        (build(vec![ours(), ours()]), "given twice"),
        (
            build(vec![ours(), Issuer::keys(OTHER, one_key(SECRET))]),
            "the issuer `https://other.example.com` of `Jwt` has no audience: say who we are with \
             `.audience(..)` on its `Issuer`",
        ),
        (
            build(vec![
                ours(),
                Issuer::keys("", one_key(SECRET)).audience("a"),
            ]),
            "empty",
        ),
        (
            build(vec![
                ours(),
                Issuer::keys(OTHER, KeySet::new()).audience("a"),
            ]),
            "key",
        ),
        (
            refused(Jwt::issuers([ours()]).issuer(OTHER).claims_only::<Value>()),
            "each `Issuer`",
        ),
        (
            refused(Jwt::issuers([ours()]).audience("a").claims_only::<Value>()),
            "each `Issuer`",
        ),
        (
            refused(
                Jwt::issuers([ours()])
                    .dangerous_any_issuer()
                    .claims_only::<Value>(),
            ),
            "each `Issuer`",
        ),
    ] {
        assert!(error.contains(part), "{error}");
    }
    let waived = Jwt::issuers([
        Issuer::keys(ISSUER, one_key(SECRET)),
        Issuer::keys(OTHER, one_key(OTHER_SECRET)),
    ]);
    let jwt = waived
        .dangerous_any_audience()
        .clock(now)
        .claims_only()
        .build()
        .expect("waived");
    accepts(&jwt, &saying(SECRET, &named(ISSUER), "anything"));
}

#[cfg(feature = "jwks")]
#[test]
fn a_url_that_must_not_be_asked_is_refused() {
    for url in [
        "",
        "http://id.example.com/keys",
        "https://user:word@id.example.com",
        "file:///keys",
    ] {
        let jwks = Jwt::jwks(url).issuer(ISSUER).audience(AUDIENCE);
        assert!(
            refused(jwks.claims_only::<Value>()).contains("the URL"),
            "{url}"
        );
        let discovered = Jwt::discover(url).audience(AUDIENCE);
        assert!(
            refused(discovered.claims_only::<Value>()).contains("the URL"),
            "{url}"
        );
        let one = Issuer::jwks(ISSUER, url).audience(AUDIENCE);
        assert!(
            refused(Jwt::issuers([one]).claims_only::<Value>()).contains("the URL"),
            "{url}"
        );
    }
    let twice = Jwt::discover(ISSUER).issuer(OTHER).audience(AUDIENCE);
    assert!(refused(twice.claims_only::<Value>()).contains("two issuers"));
    let nobody = Jwt::jwks("https://id.example.com/keys").audience(AUDIENCE);
    assert!(refused(nobody.claims_only::<Value>()).contains("no issuer"));
}

#[cfg(feature = "jwks")]
#[test]
fn a_password_in_a_url_is_not_repeated() {
    for url in [
        "https://user:hunter2@id.example.com/keys",
        "https://user:hunter2@id example.com/keys",
        "user:hunter2@id.example.com",
    ] {
        let jwks = || Jwt::jwks(url).issuer(ISSUER).audience(AUDIENCE);
        let discovered = Jwt::discover(url).audience(AUDIENCE);
        let one = Issuer::jwks(ISSUER, url).audience(AUDIENCE);
        for text in [
            refused(jwks().claims_only::<Value>()),
            refused(discovered.claims_only::<Value>()),
            refused(Jwt::issuers([one]).claims_only::<Value>()),
            format!("{:?}", jwks()),
        ] {
            assert!(!text.contains("hunter2"), "{text}");
            assert!(text.contains("example.com"), "{text}");
        }
    }
}

#[cfg(feature = "jwks")]
#[test]
fn only_an_algorithm_of_rsa_is_one_for_rsa_keys() {
    let using = |algorithm| {
        let url = "https://id.example.com/keys";
        let jwks = Jwt::jwks(url).issuer(ISSUER).audience(AUDIENCE);
        jwks.rsa_without_algorithm(algorithm)
            .claims_only::<Value>()
            .build()
    };
    for fit in [Algorithm::Rs256, Algorithm::Ps512] {
        assert!(using(fit).is_ok(), "{fit}");
    }
    for unfit in [Algorithm::Hs256, Algorithm::Es256, Algorithm::EdDsa] {
        let error = using(unfit).expect_err("no RSA").to_string();
        assert!(error.contains("rsa_without_algorithm"), "{error}");
    }
}
