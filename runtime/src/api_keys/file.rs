//! Files that list keys.

use std::path::Path;

use super::Key;
use crate::{
    misconfiguration::Misconfiguration,
    secret::{Secret, read_file},
};

/// A file of keys is never larger. In bytes.
const MAX_FILE: usize = 1024 * 1024;

/// The keys in the file at `path`, each with where it stands.
pub(super) fn read<P>(
    path: &Path,
    mut principal: impl FnMut(&str) -> P,
) -> Result<Vec<(String, Key<P>)>, Misconfiguration> {
    let content = read_file(path, MAX_FILE, "file of API keys")?;
    let refuse =
        |why: &str| Misconfiguration::new(format!("file of API keys `{}` {why}", path.display()));
    let text = std::str::from_utf8(&content).map_err(|_| refuse("is not UTF-8"))?;
    let mut keys = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut fields = line.split_whitespace();
        let (Some(id), Some(material)) = (fields.next(), fields.next()) else {
            return Err(refuse(&format!("has an id without a key in line {number}")));
        };
        let key = match material.strip_prefix("sha256:") {
            Some(digest) => Key::from_sha256_hex(digest, principal(id)),
            None => Key::new(Secret::new(material), principal(id)),
        };
        let scopes = fields.collect::<Vec<_>>().join(" ");
        keys.push((
            format!("`{}`, line {number}", path.display()),
            key.id(id).scopes(scopes),
        ));
    }
    if keys.is_empty() {
        return Err(refuse("lists no key"));
    }
    Ok(keys)
}
