//! Which certificates are taken, whom they stand for, and what is told about the others.

use http::{Request, request::Parts};

use super::*;
use crate::{
    scheme::{Kind, Scheme},
    scope::{ScopeEntry, ScopeTable},
    verifier::Verified,
};

static SCHEME: Scheme = Scheme {
    name: "certificate",
    description: "",
    realm: "test",
    kind: Kind::MutualTls,
    scopes: ScopeTable::new(&[ScopeEntry {
        token: "items:read",
        description: "",
        implies: 0,
    }]),
    roles: crate::role::RoleTable::new(&[ScopeEntry {
        token: "editor",
        description: "",
        implies: 0,
    }]),
    throttles: false,
};

/// `printf abc | openssl dgst -sha256 -binary | basenc --base64url`, without padding.
const ABC: &str = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
/// `printf abc | sha256sum`
const ABC_HEX: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn parts() -> Parts {
    Request::new(()).into_parts().0
}

fn certificate(der: &str) -> ClientCertificate {
    ClientCertificate::from_chain([der]).expect("a certificate")
}

async fn verdict(certificates: &ClientCertificates<u8>, der: &str) -> Verdict<u8> {
    let parts = parts();
    let context = Context::new(&SCHEME, &parts);
    certificates.verify(certificate(der), &context).await
}

async fn admitted(certificates: &ClientCertificates<u8>, der: &str) -> Verified<u8> {
    match verdict(certificates, der).await {
        Verdict::Valid(verified) => verified,
        _ => panic!("this certificate was to be valid"),
    }
}

fn refused(builder: Builder<u8>) -> String {
    let fault = builder.build().expect_err("this was to be refused");
    fault.to_string()
}

fn colons(hex: &str) -> String {
    let bytes: Vec<_> = (0..hex.len())
        .step_by(2)
        .map(|at| &hex[at..at + 2])
        .collect();
    bytes.join(":")
}

#[tokio::test]
async fn each_certificate_stands_for_its_principal() {
    let certificates = ClientCertificates::builder()
        .thumbprint(ABC, 1)
        .thumbprint(certificate("other").thumbprint(), 2)
        .build()
        .expect("two certificates");
    assert_eq!(admitted(&certificates, "abc").await.principal, 1);
    assert_eq!(admitted(&certificates, "other").await.principal, 2);
    for unknown in ["ab", "abcd", "ABC", ABC, ABC_HEX] {
        let verdict = verdict(&certificates, unknown).await;
        assert!(matches!(verdict, Verdict::Invalid), "{unknown}");
    }
    let parts = parts();
    let context = Context::new(&SCHEME, &parts);
    let at_once = certificates.verify_now(&certificate("abc"), &context);
    assert!(matches!(at_once, Some(Verdict::Valid(verified)) if verified.principal == 1));
    let at_once = certificates.verify_now(&certificate("abd"), &context);
    assert!(matches!(at_once, Some(Verdict::Invalid)));
}

#[tokio::test]
async fn a_certificate_tells_its_declared_roles() {
    let known = |roles: &str| Certificate::new(ABC, 1).roles(roles);
    let certificates = ClientCertificates::builder()
        .with(known("editor other"))
        .build()
        .expect("a certificate");
    let facts = admitted(&certificates, "abc").await.facts;
    assert_eq!(facts.held(), SCHEME.roles.granted("editor"));
    let fault = refused(ClientCertificates::builder().with(known("a,b")));
    assert!(fault.contains("names of roles"), "{fault}");
}

#[tokio::test]
async fn a_thumbprint_is_written_as_tools_write_it() {
    for thumbprint in [
        ABC.to_owned(),
        ABC_HEX.to_owned(),
        ABC_HEX.to_uppercase(),
        colons(ABC_HEX),
        colons(&ABC_HEX.to_uppercase()),
    ] {
        let certificates = ClientCertificates::builder()
            .thumbprint(&thumbprint, 1)
            .build();
        let certificates = certificates.expect(&thumbprint);
        assert_eq!(admitted(&certificates, "abc").await.principal, 1);
    }
    let whole = Certificate::from_der("abc", 1);
    let certificates = ClientCertificates::builder().with(whole).build();
    assert_eq!(
        admitted(&certificates.expect("one"), "abc").await.principal,
        1
    );
}

#[test]
fn what_is_no_thumbprint_is_refused() {
    for wrong in [
        String::new(),
        ABC[1..].to_owned(),
        format!("{ABC}="),
        ABC.replace('_', "/"),
        ABC_HEX[2..].to_owned(),
        format!("{ABC_HEX}00"),
        ABC_HEX.replace('b', "g"),
        format!("{}:", colons(ABC_HEX)),
        ABC_HEX.replacen("ba78", "ba7:8", 1),
        format!(" {ABC}"),
    ] {
        let builder = ClientCertificates::builder().thumbprint(&wrong, 1);
        let fault = refused(builder.thumbprint(ABC, 2));
        assert_eq!(
            fault,
            "client certificate 1 has a thumbprint that is no SHA-256 digest: 43 characters of \
             base64url, or 64 hexadecimal digits",
            "{wrong}"
        );
    }
}

#[test]
fn what_no_handshake_could_show_is_refused() {
    let armored = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n";
    for (wrong, why) in [
        (armored.to_owned(), "is PEM: give it in DER"),
        (
            format!("subject=CN = billing\n{armored}"),
            "is PEM: give it in DER",
        ),
        (String::new(), "is empty: give it in DER"),
        ("0".repeat(8 * 1024 + 1), "is over 8 kB, more than is taken"),
    ] {
        let builder = ClientCertificates::builder().thumbprint(ABC, 1);
        let fault = refused(builder.with(Certificate::from_der(&wrong, 2)));
        assert_eq!(fault, format!("client certificate 2 {why}"));
    }
    let longest = Certificate::from_der("0".repeat(8 * 1024), 1);
    let certificates = ClientCertificates::builder().with(longest).build();
    assert!(certificates.is_ok(), "8 kB");
}

#[test]
fn what_could_not_work_is_refused() {
    assert_eq!(
        refused(ClientCertificates::builder()),
        "`ClientCertificates` holds no certificate, so every request would be refused"
    );
    let twice = ClientCertificates::builder()
        .thumbprint(ABC, 1)
        .thumbprint(certificate("other").thumbprint(), 2)
        .thumbprint(ABC_HEX, 3);
    assert_eq!(
        refused(twice),
        "client certificate 3 is the same as client certificate 1"
    );
    for scopes in ["a  b", " a", "a\"b", "é"] {
        let bad = Certificate::new(ABC, 1).scopes(scopes);
        assert_eq!(
            refused(ClientCertificates::builder().with(bad)),
            "client certificate 1 has scopes that are not scope tokens separated by single spaces"
        );
    }
}

#[tokio::test]
async fn a_certificate_tells_its_subject_tenant_and_declared_scopes() {
    let told = Certificate::new(ABC, 1)
        .scopes("items:read other")
        .subject("integration-7")
        .tenant("acme");
    let certificates = ClientCertificates::builder().with(told).build();
    let facts = admitted(&certificates.expect("one"), "abc").await.facts;
    assert_eq!(facts.granted(), SCHEME.scopes.granted("items:read"));
    assert!(!facts.granted().is_empty());
    assert_eq!(facts.details().subject.as_deref(), Some("integration-7"));
    assert_eq!(facts.details().tenant.as_deref(), Some("acme"));
    let certificates = ClientCertificates::builder().thumbprint(ABC, 1).build();
    let facts = admitted(&certificates.expect("one"), "abc").await.facts;
    assert!(facts.granted().is_empty() && facts.details().subject.is_none());
}

#[test]
fn settings_and_debug_are_the_verifiers() {
    let deadline = std::time::Duration::from_millis(7);
    let told = Certificate::new(ABC, 1).subject("billing");
    assert_eq!(
        format!("{told:?}"),
        "Certificate { subject: Some(\"billing\"), scopes: \"\", roles: \"\", .. }"
    );
    let builder = ClientCertificates::builder()
        .with(told)
        .settings(Settings::new().deadline(deadline));
    assert_eq!(format!("{builder:?}"), "Builder { certificates: 1, .. }");
    let certificates = builder.build().expect("a certificate");
    assert_eq!(
        format!("{certificates:?}"),
        "ClientCertificates { certificates: 1, .. }"
    );
    assert_eq!(certificates.settings().deadline, deadline);
}
