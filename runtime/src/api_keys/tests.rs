//! Which keys are taken, whom they stand for, and what is told about the others.

use http::{HeaderMap, HeaderName, HeaderValue, Request, request::Parts};

use super::*;
use crate::{
    credential::{self, Slot},
    scheme::{Kind, Scheme},
    scope::{ScopeEntry, ScopeTable},
    secret::tests::TemporaryFile,
    verifier::Verified,
};

mod faults;

static SCHEME: Scheme = Scheme {
    name: "api_key",
    description: "",
    realm: "test",
    kind: Kind::ApiKeyHeader("X-Key"),
    scopes: ScopeTable::new(&[
        ScopeEntry {
            token: "items:read",
            description: "",
            implies: 0,
        },
        ScopeEntry {
            token: "items:write",
            description: "",
            implies: 0b1,
        },
    ]),
    roles: crate::role::RoleTable::new(&[ScopeEntry {
        token: "editor",
        description: "",
        implies: 0,
    }]),
    throttles: false,
};

const ONE: &str = "one-key-of-16-by";
const TWO: &str = "two-key-of-16-by";
/// `printf %s one-key-of-16-by | sha256sum`
const ONE_DIGEST: &str = "96a5fb89d7af7bf9e60934756f5d926d5a4b172382d58ee78e5ecdf7a88d622e";

fn secret(text: &str) -> Secret {
    Secret::from_bytes(text)
}

fn parts() -> Parts {
    Request::new(()).into_parts().0
}

fn presented(key: &str) -> ApiKey {
    let mut headers = HeaderMap::new();
    let name = HeaderName::from_static("x-key");
    headers.insert(&name, HeaderValue::from_str(key).expect("a header value"));
    match credential::api_key_header(&headers, &name) {
        Slot::Present(key) => key,
        other => panic!("{other:?}"),
    }
}

fn bearer(token: &str) -> BearerToken {
    let mut headers = HeaderMap::new();
    let field = format!("Bearer {token}");
    headers.insert("authorization", field.parse().expect("a header value"));
    match credential::bearer(&headers) {
        Slot::Present(token) => token,
        other => panic!("{other:?}"),
    }
}

async fn verdict<P: Clone + Send + Sync + 'static>(keys: &ApiKeys<P>, key: &str) -> Verdict<P> {
    keys.verify(presented(key), &Context::new(&SCHEME, &parts()))
        .await
}

async fn admitted<P: Clone + Send + Sync + 'static>(keys: &ApiKeys<P>, key: &str) -> Verified<P> {
    match verdict(keys, key).await {
        Verdict::Valid(verified) => verified,
        _ => panic!("this key was to be valid"),
    }
}

fn refused<P>(builder: Builder<P>) -> String {
    let fault = builder.build().expect_err("this was to be refused");
    fault.to_string()
}

#[tokio::test]
async fn each_key_stands_for_its_principal() {
    let keys = ApiKeys::builder()
        .key(secret(ONE), 1)
        .key(secret(TWO), 2)
        .build()
        .expect("two keys");
    assert_eq!(admitted(&keys, ONE).await.principal, 1);
    assert_eq!(admitted(&keys, TWO).await.principal, 2);
    let bare = admitted(&keys, ONE).await.facts;
    assert!(
        bare.granted().is_empty()
            && bare.details().subject.is_none()
            && bare.details().token_id.is_none()
    );
}

#[tokio::test]
async fn a_key_tells_its_declared_roles() {
    let keys = ApiKeys::builder()
        .with(Key::new(secret(ONE), ()).roles("editor other"))
        .key(secret(TWO), ())
        .build()
        .expect("two keys");
    let editor = SCHEME.roles.granted("editor");
    assert_eq!(admitted(&keys, ONE).await.facts.held(), editor);
    assert!(admitted(&keys, TWO).await.facts.held().is_empty());
    for roles in [" ", "editor ", "a  b", "a,b", "a;b", "a\"b", "\u{e9}"] {
        let fault = refused(ApiKeys::builder().with(Key::new(secret(ONE), ()).roles(roles)));
        assert!(fault.contains("names of roles"), "{roles}: {fault}");
    }
}

#[tokio::test]
async fn nothing_but_the_whole_key_is_valid() {
    let keys = ApiKeys::builder()
        .key(secret(ONE), ())
        .build()
        .expect("a key");
    for wrong in [
        &ONE[..15],
        &ONE[1..],
        &format!("{ONE}y"),
        &ONE.to_uppercase(),
        TWO,
        "x",
        ONE_DIGEST,
        &"x".repeat(8000),
    ] {
        assert!(
            matches!(verdict(&keys, wrong).await, Verdict::Invalid),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn a_key_is_an_opaque_bearer_token_as_well() {
    let keys = ApiKeys::builder()
        .key(secret(ONE), 1)
        .build()
        .expect("a key");
    let parts = parts();
    let context = Context::new(&SCHEME, &parts);
    let valid = Verifier::<BearerToken>::verify(&keys, bearer(ONE), &context).await;
    assert!(matches!(valid, Verdict::Valid(verified) if verified.principal == 1));
    let wrong = Verifier::<BearerToken>::verify(&keys, bearer(TWO), &context).await;
    assert!(matches!(wrong, Verdict::Invalid));
}

#[tokio::test]
async fn a_key_tells_its_id_subject_tenant_and_declared_scopes() {
    let keys = ApiKeys::builder()
        .with(
            Key::new(secret(ONE), ())
                .id("billing-2025")
                .scopes("items:write other"),
        )
        .with(
            Key::new(secret(TWO), ())
                .id("ci")
                .subject("integration-7")
                .tenant("acme"),
        )
        .build()
        .expect("two keys");
    let one = admitted(&keys, ONE).await.facts;
    assert_eq!(
        one.granted(),
        SCHEME.scopes.granted("items:read items:write")
    );
    assert_eq!(one.details().subject.as_deref(), Some("billing-2025"));
    assert_eq!(one.details().token_id.as_deref(), Some("billing-2025"));
    let two = admitted(&keys, TWO).await.facts;
    assert!(two.granted().is_empty());
    assert_eq!(two.details().subject.as_deref(), Some("integration-7"));
    assert_eq!(two.details().token_id.as_deref(), Some("ci"));
    assert_eq!(two.details().tenant.as_deref(), Some("acme"));
}

#[tokio::test]
async fn a_digest_does_for_a_key() {
    for digest in [ONE_DIGEST, &ONE_DIGEST.to_uppercase()] {
        let keys = ApiKeys::builder()
            .with(Key::from_sha256_hex(digest, 1))
            .build()
            .expect("a digest");
        assert_eq!(admitted(&keys, ONE).await.principal, 1);
    }
}

#[tokio::test]
async fn the_environment_holds_a_key() {
    let fault = refused(ApiKeys::builder().env("AXUM_SECURED_UNSET", ()));
    assert_eq!(
        fault,
        "environment variable `AXUM_SECURED_UNSET` is not set"
    );
    // Cargo sets this one for every test, twelve bytes long.
    let fault = refused(ApiKeys::builder().env("CARGO_PKG_NAME", ()));
    assert_eq!(
        fault,
        "API key in environment variable `CARGO_PKG_NAME` has 12 bytes \
         and needs at least 16: 128 bits (OWASP ASVS 11.5.1)"
    );
    // The one long value that Cargo sets; it is a key wherever the path is plain ASCII.
    let path = std::env::var("CARGO_MANIFEST_DIR").expect("Cargo sets it");
    let keys = ApiKeys::builder().env("CARGO_MANIFEST_DIR", 1).build();
    match keys {
        Ok(keys) => assert_eq!(admitted(&keys, &path).await.principal, 1),
        Err(fault) => assert!(!fault.to_string().contains(&path)),
    }
}

#[tokio::test]
async fn a_file_lists_keys() {
    let text = format!(
        "# id key scopes\n\n  ci\t{TWO}  items:read \titems:write\r\nbilling sha256:{ONE_DIGEST}\n"
    );
    let file = TemporaryFile::new("keys", text.as_bytes());
    let keys = ApiKeys::builder()
        .file(file.path(), str::to_owned)
        .build()
        .expect("two keys");
    let ci = admitted(&keys, TWO).await;
    assert_eq!(ci.principal, "ci");
    assert_eq!(
        ci.facts.granted(),
        SCHEME.scopes.granted("items:read items:write")
    );
    assert_eq!(ci.facts.details().token_id.as_deref(), Some("ci"));
    assert_eq!(admitted(&keys, ONE).await.principal, "billing");
}

#[tokio::test]
async fn the_keys_of_a_file_may_all_be_of_one_tenant() {
    let listed = |name: &str, key: &str| {
        TemporaryFile::new(name, format!("{name} {key} items:read").as_bytes())
    };
    let (of_acme, of_bolt) = (listed("acme", ONE), listed("bolt", TWO));
    let keys = ApiKeys::builder()
        .tenant_file("acme", of_acme.path(), str::to_owned)
        .tenant_file("bolt", of_bolt.path(), str::to_owned)
        .build()
        .expect("two keys");
    for (key, tenant) in [(ONE, "acme"), (TWO, "bolt")] {
        let facts = admitted(&keys, key).await.facts;
        assert_eq!(facts.details().tenant.as_deref(), Some(tenant));
        assert_eq!(facts.granted(), SCHEME.scopes.granted("items:read"));
    }
    let nameless = ApiKeys::builder().tenant_file("", of_acme.path(), str::to_owned);
    assert!(nameless.build().is_err());
}

#[test]
fn debug_shows_no_key_and_no_digest() {
    let key = Key::new(secret(ONE), "principal").id("ci");
    assert_eq!(
        format!("{key:?}"),
        "Key { id: Some(\"ci\"), scopes: \"\", roles: \"\", .. }"
    );
    let builder = ApiKeys::builder().with(key);
    assert_eq!(format!("{builder:?}"), "Builder { keys: 1, .. }");
    let keys = builder.build().expect("a key");
    assert_eq!(format!("{keys:?}"), "ApiKeys { keys: 1, .. }");
}

#[test]
fn settings_are_the_verifiers() {
    let deadline = std::time::Duration::from_millis(7);
    let keys = ApiKeys::builder()
        .key(secret(ONE), ())
        .settings(Settings::new().deadline(deadline))
        .build()
        .expect("a key");
    assert_eq!(Verifier::<ApiKey>::settings(&keys).deadline, deadline);
    assert_eq!(Verifier::<BearerToken>::settings(&keys).deadline, deadline);
}
