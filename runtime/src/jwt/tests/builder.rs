//! What `build` refuses.

use super::*;

#[track_caller]
fn error(builder: JwtBuilder<ClaimsOnly<Value>>, part: &str) {
    let text = builder.build().expect_err("a misconfiguration").to_string();
    assert!(text.contains(part), "`{part}` in: {text}");
    assert!(!text.contains("0123456789abcdef"), "a secret in: {text}");
}

fn bare() -> JwtBuilder<ClaimsOnly<Value>> {
    Jwt::hs256(secret()).claims_only()
}

#[test]
fn issuer_and_audience_are_given_or_waived() {
    error(bare().audience("a"), "no issuer");
    error(bare().issuer("i"), "no audience");
    error(bare().issuer("").audience("a"), "empty");
    error(bare().issuer("i").audience(""), "empty");
    error(bare().issuer("i").issuer("j").audience("a"), "two issuers");
    error(
        bare().issuer("i").dangerous_any_issuer().audience("a"),
        "waived",
    );
    error(
        bare().issuer("i").dangerous_any_audience().audience("a"),
        "waived",
    );
    let waived = bare().dangerous_any_issuer().dangerous_any_audience();
    assert!(waived.build().is_ok());
}

#[test]
fn trap_8_settings_have_limits() {
    let seconds = Duration::from_secs;
    assert!(usual().leeway(seconds(300)).build().is_ok());
    error(usual().leeway(seconds(301)), "leeway");
    error(usual().leeway(Duration::MAX), "leeway");
    error(usual().max_lifetime(Duration::ZERO), "max_lifetime");
    error(usual().max_lifetime(Duration::MAX), "max_lifetime");
    error(usual().types([""; 0]), "types");
    error(usual().types(["JWT", ""]), "types");
    error(usual().types(["application/"]), "types");
    assert!(usual().types([""; 0]).untyped().build().is_ok());
    error(
        usual().scope_claim("", crate::ScopeFormat::String),
        "scope_claim",
    );
    error(
        bare().rfc9068().issuer("i").dangerous_any_audience(),
        "rfc9068",
    );
    let profile = || bare().issuer("i").audience("a").rfc9068();
    // Whatever comes after it does not undo it.
    error(profile().untyped(), "`at+jwt` and no other");
    error(profile().types(["JWT"]), "`at+jwt` and no other");
    error(profile().types(["at+jwt", "JWT"]), "`at+jwt` and no other");
    assert!(profile().types(["application/at+JWT"]).build().is_ok());
}

#[test]
fn keys_are_checked() {
    let random = || Secret::random().expect("randomness");
    let short = Jwt::hs256(Secret::new(*b"secret"));
    error(configured(short), "32 bytes");
    error(configured(Jwt::hs384(random())), "48 bytes");
    error(configured(Jwt::hs512(random())), "64 bytes");
    error(configured(Jwt::pem(Algorithm::Rs256, "rubbish")), "PEM");
    error(configured(Jwt::keys(KeySet::new())), "empty");
}

#[test]
fn settings_are_the_verifiers() {
    use crate::{credential::BearerToken, settings::Settings, verifier::Verifier};

    let settings = Settings::new().deadline(Duration::from_millis(7));
    let jwt = usual().settings(settings).build().expect("a verifier");
    let read = <Jwt<_> as Verifier<BearerToken>>::settings(&jwt);
    assert_eq!(read.deadline, Duration::from_millis(7));
}
