//! Roles that a token says.

use super::{verdicts::verify, *};
use crate::{
    Accounts, ClaimPath, RoleSet, ScopeFormat,
    verifier::{Verdict, Verified},
};

fn held(path: impl Into<ClaimPath>, format: ScopeFormat, more: &str) -> Option<RoleSet> {
    let jwt = usual().roles_claim(path, format).build();
    let token = token(HEADER, &claims(more));
    accepts(&jwt.expect("a verifier"), &token).roles
}

fn roles(names: &str) -> RoleSet {
    SCHEME.roles.granted(names)
}

#[test]
fn a_token_says_nothing_of_roles_unless_a_claim_is_named() {
    let token = token(HEADER, &claims(r#""roles":["admin"],"scope":"admin","#));
    let jwt = usual().build().expect("a verifier");
    assert_eq!(accepts(&jwt, &token).roles, None);
}

#[test]
fn the_claim_is_read_in_the_one_form_that_was_named() {
    for (format, claim, names) in [
        (ScopeFormat::Array, r#"["editor","unknown"]"#, "editor"),
        (ScopeFormat::Array, r#"["viewer","admin"]"#, "viewer admin"),
        (ScopeFormat::Array, r#"["viewer admin"]"#, ""),
        (ScopeFormat::Array, r#"["admin",1]"#, ""),
        (ScopeFormat::Array, r#""admin""#, ""),
        (ScopeFormat::Array, "[]", ""),
        (ScopeFormat::Array, "null", ""),
        (ScopeFormat::String, r#""editor unknown""#, "editor"),
        (ScopeFormat::String, r#""viewer admin""#, "viewer admin"),
        (ScopeFormat::String, r#""viewer,admin""#, ""),
        (ScopeFormat::String, r#"["admin"]"#, ""),
        (ScopeFormat::String, r#"{"admin":"admin"}"#, ""),
    ] {
        let more = format!(r#""groups":{claim},"#);
        assert_eq!(held("groups", format, &more), Some(roles(names)), "{claim}");
        assert_eq!(held("roles", format, &more), None, "{claim}");
    }
}

#[test]
fn what_a_role_includes_is_held_too() {
    let editor = held("roles", ScopeFormat::Array, r#""roles":["editor"],"#).expect("roles");
    assert!(editor.contains(SCHEME.roles.granted("viewer")));
    assert!(!editor.contains(SCHEME.roles.granted("admin")));
}

#[test]
fn the_claim_may_stand_within_others() {
    for (claims, names) in [
        (r#""realm_access":{"roles":["admin"]},"#, "admin"),
        (
            r#""realm_access":{"x":{"roles":["admin"]},"roles":["viewer"],"y":1},"#,
            "viewer",
        ),
        // Not there, or not where it was said to be.
        (r#""realm_access":{"role":["admin"]},"#, ""),
        (r#""realm_access":{"x":{"roles":["admin"]}},"#, ""),
        (r#""realm_access":[{"roles":["admin"]}],"#, ""),
        (r#""realm_access":["admin"],"#, ""),
        (r#""realm_access":"admin","#, ""),
        (r#""realm_access":null,"#, ""),
    ] {
        let held = held("realm_access.roles", ScopeFormat::Array, claims);
        assert_eq!(held, Some(roles(names)), "{claims}");
    }
    for absent in [
        r#""roles":["admin"],"#,
        r#""realm_access.roles":["admin"],"#,
    ] {
        let held = held("realm_access.roles", ScopeFormat::Array, absent);
        assert_eq!(held, None, "{absent}");
    }
    let deep = r#""resource_access":{"items.api":{"roles":["admin"]}},"#;
    let path = ["resource_access", "items.api", "roles"];
    assert_eq!(held(path, ScopeFormat::Array, deep), Some(roles("admin")));
}

#[test]
fn a_name_with_dots_is_given_as_a_list() {
    let more = r#""https://example.com/roles":["admin"],"#;
    let listed = held(["https://example.com/roles"], ScopeFormat::Array, more);
    assert_eq!(listed, Some(roles("admin")));
    let split = held("https://example.com/roles", ScopeFormat::Array, more);
    assert_eq!(split, None);
    let collected: ClaimPath = vec!["https://example.com/roles"].into_iter().collect();
    assert_eq!(
        held(collected, ScopeFormat::Array, more),
        Some(roles("admin"))
    );
}

#[test]
fn a_name_within_the_claim_stands_once_as_everywhere() {
    let jwt = usual()
        .roles_claim("realm_access.roles", ScopeFormat::Array)
        .build()
        .expect("a verifier");
    for doubled in [
        r#""realm_access":{"roles":["admin"],"roles":["viewer"]},"#,
        r#""realm_access":{"roles":["admin"],"r\u006fles":["viewer"]},"#,
        r#""realm_access":{"x":1,"roles":["admin"],"x":2},"#,
        r#""realm_access":{"roles":["admin"]},"realm_access":{},"#,
        r#""realm_access":{"roles":{"a":1,"a":2}},"#,
    ] {
        let token = token(HEADER, &claims(doubled));
        refuses(&jwt, &token, Flaw::Claims, doubled);
    }
}

#[test]
fn roles_and_scopes_may_stand_in_one_claim() {
    let more = r#""scope":"read viewer","#;
    let jwt = usual().roles_claim("scope", ScopeFormat::String).build();
    let facts = accepts(&jwt.expect("a verifier"), &token(HEADER, &claims(more)));
    assert_eq!(facts.granted(), SCHEME.scopes.granted("read"));
    assert_eq!(facts.roles, Some(roles("viewer")));
}

#[test]
fn a_claim_that_no_token_could_hold_is_refused() {
    for path in [
        "",
        "a..b",
        ".a",
        "a.",
        "sub.roles",
        "scope.roles",
        "aud.x.y",
    ] {
        let builder = usual().roles_claim(path, ScopeFormat::Array);
        let error = builder.build().expect_err(path).to_string();
        assert!(error.contains("roles_claim"), "{path}: {error}");
    }
    let none: ClaimPath = [""; 0].into();
    assert!(
        usual()
            .roles_claim(none, ScopeFormat::Array)
            .build()
            .is_err()
    );
}

struct Users;

impl Accounts for Users {
    type Claims = Value;
    type Principal = ();

    async fn load(&self, claims: Value) -> Verdict<()> {
        let verified = Verified::new(());
        Verdict::Valid(match claims["sub"].as_str() {
            Some("promoted") => verified.roles(SCHEME.roles.granted("admin")),
            Some("demoted") => verified.roles(RoleSet::EMPTY),
            _ => verified,
        })
    }
}

#[test]
fn what_the_account_says_of_roles_is_final() {
    let jwt = Jwt::hs256(secret())
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .clock(now)
        .roles_claim("roles", ScopeFormat::Array)
        .accounts(Users)
        .build()
        .expect("a verifier");
    for (subject, claim, expected) in [
        ("promoted", r#""roles":["viewer"],"#, "admin"),
        ("promoted", "", "admin"),
        ("demoted", r#""roles":["admin"],"#, ""),
        ("other", r#""roles":["viewer"],"#, "viewer"),
    ] {
        let token = token(HEADER, &claims(&format!(r#"{claim}"sub":"{subject}","#)));
        let Verdict::Valid(verified) = verify(&jwt, &token) else {
            panic!("{subject} is known");
        };
        assert_eq!(
            verified.facts.roles,
            Some(roles(expected)),
            "{subject} {claim}"
        );
    }
}
