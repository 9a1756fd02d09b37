//! Secrets that stand in the source of a test.

use crate::secret::Secret;

/// A secret that a test and its requests have to agree on. In a program it would be none: there it
/// comes from [`Secret::env`], [`Secret::file`] or [`Secret::from_vec`].
///
/// ```
/// use axum_secured::{ApiKeys, testing::secret};
///
/// let keys = ApiKeys::builder().key(secret("one-key-of-sixteen-bytes"), "billing").build()?;
/// # let _: ApiKeys<&str> = keys;
/// # Ok::<(), axum_secured::Misconfiguration>(())
/// ```
pub fn secret(bytes: impl Into<Vec<u8>>) -> Secret {
    Secret::new(bytes)
}
