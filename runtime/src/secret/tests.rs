//! What secrets are taken, and what is told about those that are not.

use std::{fs, path::PathBuf};

use super::*;

/// A file that is gone after the test.
pub(crate) struct TemporaryFile(PathBuf);

impl TemporaryFile {
    pub(crate) fn new(name: &str, content: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("{}-{name}", std::process::id()));
        fs::write(&path, content).expect("a file in the temporary directory");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        // A file that stays behind in the temporary directory does no harm.
        let _ = fs::remove_file(&self.0);
    }
}

fn refused<T>(result: Result<T, Misconfiguration>) -> String {
    match result {
        Ok(_) => panic!("this was to be refused"),
        Err(misconfiguration) => misconfiguration.to_string(),
    }
}

#[test]
fn debug_shows_nothing() {
    let secret = Secret::new("hunter2-hunter2");
    assert_eq!(
        format!("{secret:?} {:#?}", secret.clone()),
        "Secret(..) Secret(..)"
    );
}

#[test]
fn the_environment_is_read_as_it_is() {
    // Cargo sets this one for every test.
    let secret = Secret::env("CARGO_PKG_NAME").expect("a set variable");
    assert_eq!(secret.expose_str(), Some("axum-secured"));
    assert_eq!(
        refused(Secret::env("AXUM_SECURED_UNSET")),
        "environment variable `AXUM_SECURED_UNSET` is not set"
    );
    assert_eq!(
        refused(Secret::variable("KEY", Some(OsString::new()))),
        "environment variable `KEY` is empty"
    );
    let blank = Secret::variable("KEY", Some(" k\n".into())).expect("some value");
    assert_eq!(blank.expose(), b" k\n");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_refused_without_its_value() {
    use std::os::unix::ffi::OsStringExt as _;

    let value = OsString::from_vec(b"sesame\xff".to_vec());
    assert_eq!(
        refused(Secret::variable("KEY", Some(value))),
        "environment variable `KEY` is not valid Unicode"
    );
}

#[test]
fn a_file_loses_one_newline() {
    for (content, expected) in [
        (&b"key"[..], &b"key"[..]),
        (b"key\n", b"key"),
        (b"key\r\n", b"key"),
        (b"key\n\n", b"key\n"),
        (b"key\r", b"key\r"),
        (b" \xff ", b" \xff "),
    ] {
        let file = TemporaryFile::new("newline", content);
        let secret = Secret::file(file.path()).expect("a readable file");
        assert_eq!(secret.expose(), expected, "{content:?}");
    }
}

#[test]
fn a_file_that_holds_no_secret_is_refused_by_name() {
    for (name, content, why) in [
        ("empty", &b""[..], "is empty"),
        ("blank", b"\n", "is empty"),
        ("large", &vec![b'x'; MAX_FILE + 1], "is larger than 64 KiB"),
    ] {
        let file = TemporaryFile::new(name, content);
        assert_eq!(
            refused(Secret::file(file.path())),
            format!("secret file `{}` {why}", file.path().display())
        );
    }
    assert!(
        refused(Secret::file("/nowhere/key"))
            .starts_with("secret file `/nowhere/key` cannot be read: ")
    );
    assert!(
        refused(Secret::file(std::env::temp_dir())).contains("cannot be read"),
        "a directory is not a secret"
    );
    let file = TemporaryFile::new("full", &vec![b'x'; MAX_FILE]);
    assert_eq!(
        Secret::file(file.path()).expect("the limit itself").len(),
        MAX_FILE
    );
}

#[test]
fn strength_is_length_and_variety() {
    let strength = |bytes: &[u8]| {
        Secret::new(bytes)
            .at_least(4, "the key")
            .map(Secret::len)
            .map_err(|misconfiguration| misconfiguration.to_string())
    };
    assert_eq!(strength(b"aaab"), Ok(4));
    assert_eq!(
        strength(b"abc"),
        Err("the key has 3 bytes and needs at least 4".to_owned())
    );
    assert_eq!(
        strength(b"aaaaa"),
        Err("the key repeats a single byte".to_owned())
    );
    assert_eq!(
        refused(Secret::new("").at_least(0, "the key")),
        "the key is empty"
    );
}

#[test]
fn random_secrets_differ_and_can_be_printed() {
    let (one, other) = (
        Secret::random().expect("randomness"),
        Secret::random().expect("randomness"),
    );
    assert!(!one.matches(other.expose()) && one.at_least(32, "it").is_ok());
    let text = Secret::random_text().expect("randomness");
    let text = text.expose_str().expect("text");
    assert_eq!(text.len(), 43);
    assert!(
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    );
}

#[test]
fn only_the_same_bytes_match() {
    let secret = Secret::new("abc");
    assert!(secret.matches(b"abc"));
    for other in [&b""[..], b"ab", b"abd", b"abcd", b"ABC"] {
        assert!(!secret.matches(other), "{other:?}");
    }
    assert!(Secret::new("").is_empty());
}
