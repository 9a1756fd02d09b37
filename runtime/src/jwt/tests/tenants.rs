//! The tenant that a token says.

use super::*;
use crate::{ClaimPath, ScopeFormat};

fn said(path: impl Into<ClaimPath>, more: &str) -> Option<String> {
    let jwt = usual().tenant_claim(path).build().expect("a verifier");
    let facts = accepts(&jwt, &token(HEADER, &claims(more)));
    facts.details().tenant.as_deref().map(str::to_owned)
}

#[test]
fn a_token_says_nothing_of_tenants_unless_a_claim_is_named() {
    let token = token(HEADER, &claims(r#""tenant":"acme","#));
    let jwt = usual().build().expect("a verifier");
    assert_eq!(accepts(&jwt, &token).details().tenant, None);
}

#[test]
fn the_claim_is_one_name_written_as_a_string() {
    for (claim, expected) in [
        (r#""acme""#, Some("acme")),
        (r#""a\u0063me""#, Some("acme")),
        (r#"" Acme ""#, Some(" Acme ")),
        (r#""acme bolt""#, Some("acme bolt")),
        (r#""""#, None),
        (r#"["acme"]"#, None),
        (r#"{"tenant":"acme"}"#, None),
        ("1", None),
        ("true", None),
        ("null", None),
    ] {
        let more = format!(r#""tid":{claim},"#);
        assert_eq!(said("tid", &more).as_deref(), expected, "{claim}");
        assert_eq!(said("tenant", &more), None, "{claim}");
    }
}

#[test]
fn it_may_stand_within_others_or_be_one_of_the_registered() {
    for (more, expected) in [
        (
            r#""org":{"x":{"id":"bolt"},"id":"acme","name":"x"},"#,
            Some("acme"),
        ),
        (r#""org":{"x":{"id":"bolt"}},"#, None),
        (r#""org":{"id":["acme"]},"#, None),
        (r#""org":[{"id":"acme"}],"#, None),
        (r#""org":"acme","#, None),
        (r#""id":"acme","#, None),
        (r#""org.id":"acme","#, None),
    ] {
        assert_eq!(said("org.id", more).as_deref(), expected, "{more}");
    }
    let dotted = r#""https://example.com/tenant":"acme","#;
    let named = said(["https://example.com/tenant"], dotted);
    assert_eq!(named.as_deref(), Some("acme"));
    assert_eq!(said("iss", "").as_deref(), Some(ISSUER));
}

/// Each is found where it was said to be, whatever the other is.
#[test]
fn roles_and_tenant_are_read_apart() {
    let jwt = usual()
        .roles_claim("access.names", ScopeFormat::Array)
        .tenant_claim("org.names")
        .build()
        .expect("a verifier");
    for (more, tenant, roles) in [
        (
            r#""access":{"names":["admin"]},"org":{"names":"acme"},"#,
            Some("acme"),
            "admin",
        ),
        (
            r#""org":{"names":["admin"]},"access":{"names":"acme"},"#,
            None,
            "",
        ),
    ] {
        let facts = accepts(&jwt, &token(HEADER, &claims(more)));
        assert_eq!(facts.details().tenant.as_deref(), tenant, "{more}");
        assert_eq!(facts.roles, Some(SCHEME.roles.granted(roles)), "{more}");
    }
    for doubled in [
        r#""org":{"names":"acme","names":"bolt"},"#,
        r#""org":{"names":"acme"},"org":{"names":"bolt"},"#,
    ] {
        refuses(
            &jwt,
            &token(HEADER, &claims(doubled)),
            Flaw::Claims,
            doubled,
        );
    }
}

#[test]
fn a_claim_that_no_token_could_hold_is_refused() {
    for path in [
        "",
        "a..b",
        ".a",
        "a.",
        "sub.tenant",
        "scope.tenant",
        "access",
        "access.tenant",
    ] {
        let builder = usual()
            .roles_claim("access.roles", ScopeFormat::Array)
            .tenant_claim(path);
        let error = builder.build().expect_err(path).to_string();
        assert!(error.contains("tenant_claim"), "{path}: {error}");
    }
}
