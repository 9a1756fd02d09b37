//! Audits: what a table of stored hashes holds.

use super::hash::Hash;
use crate::practices::{Practice, Practices};

/// What is wrong with stored hashes, each told by the name of its owner: those weaker than OWASP's
/// figures, those of a kind that is not accepted, and passwords that are stored as they are. No report
/// holds any of them.
///
/// ```
/// use axum_secured::passwords::{audit, hash_password};
///
/// let found = audit([("ann", hash_password("correct horse")?.as_str()), ("ben", "hunter2")]);
/// assert!(found.to_string().contains("plaintext_password: ben"));
/// assert_eq!(found.findings().count(), 1);
/// # Ok::<(), axum_secured::Misconfiguration>(())
/// ```
pub fn audit<O: Into<String>, H: AsRef<str>>(
    stored: impl IntoIterator<Item = (O, H)>,
) -> Practices {
    stored
        .into_iter()
        .fold(Practices::new(), |found, (owner, hash)| {
            let hash = hash.as_ref();
            match Hash::parse(hash, "it") {
                Ok(hash) if hash.cost().is_weak() => {
                    found.with(Practice::WeakPasswordHash, owner, hash.cost().to_string())
                }
                Ok(_) => found,
                Err(why) if is_made_up(hash) => {
                    found.with(Practice::WeakPasswordHash, owner, why.to_string())
                }
                Err(_) => found.with(Practice::PlaintextPassword, owner, ""),
            }
        })
}

/// Whether it looks like a hash, of whatever kind, rather than like what people choose: `$1$…` and its
/// like, `{SSHA}…` of directories, the digits of a digest.
fn is_made_up(text: &str) -> bool {
    const DIGESTS: [usize; 6] = [32, 40, 56, 64, 96, 128];
    let is_tagged = |open: char, close: char| {
        text.strip_prefix(open)
            .and_then(|rest| rest.split_once(close))
            .is_some_and(|(tag, rest)| !tag.is_empty() && !rest.is_empty())
    };
    is_tagged('$', '$')
        || is_tagged('{', '}')
        || (DIGESTS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
