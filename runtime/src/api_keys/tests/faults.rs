//! What is told about keys that are not taken.

use super::*;

#[test]
fn a_faulty_file_is_told_by_line_and_never_quoted() {
    let cases: [(&[u8], &str); 9] = [
        (b"", "file of API keys `PATH` lists no key"),
        (b"# ci\n\n", "file of API keys `PATH` lists no key"),
        (b"\xff", "file of API keys `PATH` is not UTF-8"),
        (
            b"\nci\n",
            "file of API keys `PATH` has an id without a key in line 2",
        ),
        (
            b"one-key-of-16-by ci",
            "API key in `PATH`, line 1 has 2 bytes and needs at least 16: 128 bits (OWASP ASVS 11.5.1)",
        ),
        (
            b"a one-key-of-16-by\n\nb one-key-of-16-by",
            "API key in `PATH`, line 3 is the same key as API key in `PATH`, line 1",
        ),
        (
            b"a one-key-of-16-by\na two-key-of-16-by",
            "API key in `PATH`, line 2 has an id that another key has already",
        ),
        (
            b"a sha256:one-key-of-16-by",
            "API key in `PATH`, line 1 has a digest that is not 64 hexadecimal digits (SHA-256)",
        ),
        (
            b"a one-key-of-16-by \"two-key-of-16-by\"",
            "API key in `PATH`, line 1 has scopes that are not scope tokens separated by single spaces",
        ),
    ];
    for (index, (content, expected)) in cases.into_iter().enumerate() {
        let file = TemporaryFile::new(&format!("keys-{index}"), content);
        let fault = refused(ApiKeys::builder().file(file.path(), |_| ()));
        let path = file.path().display().to_string();
        assert_eq!(fault, expected.replace("PATH", &path));
        assert!(!fault.contains(ONE) && !fault.contains(TWO));
    }
    let fault = refused(ApiKeys::builder().file("/nowhere/keys", |_| ()));
    assert!(fault.starts_with("file of API keys `/nowhere/keys` cannot be read: "));
}

#[test]
fn a_key_unfit_for_use_is_refused_by_its_place_or_id() {
    let key = |text: &str| Key::new(secret(text), ());
    let long = "ab".repeat(4097);
    let cases = [
        (
            key("fifteen-bytes-.").scopes("a"),
            "API key 2 has 15 bytes and needs at least 16: 128 bits (OWASP ASVS 11.5.1)",
        ),
        (
            key("").id("ci"),
            "API key `ci` has 0 bytes and needs at least 16: 128 bits (OWASP ASVS 11.5.1)",
        ),
        (
            key(&long),
            "API key 2 has 8194 bytes and may have at most 8192",
        ),
        (
            key("aaaaaaaaaaaaaaaaaaaa"),
            "API key 2 repeats a single byte",
        ),
        (
            key("one key of 16 by"),
            "API key 2 holds characters other than visible ASCII",
        ),
        (
            key("one-key-of-16-b\u{e9}"),
            "API key 2 holds characters other than visible ASCII",
        ),
        (
            key("one-key-of-16-by\n"),
            "API key 2 holds characters other than visible ASCII",
        ),
        (key(ONE), "API key 2 is the same key as API key 1"),
        (
            Key::from_sha256_hex(ONE_DIGEST, ()).id("ci"),
            "API key `ci` is the same key as API key 1",
        ),
        (
            Key::from_sha256_hex("+f", ()),
            "API key 2 has a digest that is not 64 hexadecimal digits (SHA-256)",
        ),
        (
            Key::from_sha256_hex("+f".repeat(32), ()),
            "API key 2 has a digest that is not 64 hexadecimal digits (SHA-256)",
        ),
        (
            key(TWO).id(""),
            "API key 2 has an id that is not visible ASCII without spaces",
        ),
        (
            key(TWO).id("c\ni"),
            "API key 2 has an id that is not visible ASCII without spaces",
        ),
        (
            key(TWO).scopes("a  b"),
            "API key 2 has scopes that are not scope tokens separated by single spaces",
        ),
        (
            key(TWO).id("ci").scopes("a,\u{e9}"),
            "API key `ci` has scopes that are not scope tokens separated by single spaces",
        ),
        (
            key(TWO).tenant(""),
            "API key 2 belongs to a tenant without a name",
        ),
    ];
    for (key, expected) in cases {
        let fault = refused(ApiKeys::builder().key(secret(ONE), ()).with(key));
        assert_eq!(fault, expected);
    }
}

#[test]
fn the_first_fault_is_told_and_no_key_at_all_is_one() {
    assert_eq!(
        refused(ApiKeys::<()>::builder()),
        "`ApiKeys` holds no key, so every request would be refused"
    );
    let fault = refused(
        ApiKeys::builder()
            .env("AXUM_SECURED_UNSET", ())
            .key(secret("x"), ())
            .file("/nowhere", |_| ()),
    );
    assert_eq!(
        fault,
        "environment variable `AXUM_SECURED_UNSET` is not set"
    );
}
