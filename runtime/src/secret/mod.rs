//! Secrets: keys and passwords of the application itself, kept out of sight.

use std::{ffi::OsString, fmt, fs::File, io::Read as _, path::Path};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::misconfiguration::Misconfiguration;

/// A secret file is never larger. In bytes.
const MAX_FILE: usize = 64 * 1024;

/// A key or password of the application: redacted in `Debug`, overwritten in memory when dropped.
///
/// It has no `Display`, is not serialised, and is compared only with [`Secret::matches`]. What a
/// verifier is given has to be as strong as its use demands; see [`Secret::at_least`].
///
/// ```
/// use axum_secured::Secret;
///
/// let secret = Secret::random()?;
/// assert_eq!(secret.len(), 32);
/// assert_eq!(format!("{secret:?}"), "Secret(..)");
/// # Ok::<(), axum_secured::Misconfiguration>(())
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// The value of the environment variable `name`, exactly as it is set.
    ///
    /// # Errors
    /// If the variable is not set, is empty or is not valid Unicode.
    pub fn env(name: &str) -> Result<Self, Misconfiguration> {
        Self::variable(name, std::env::var_os(name))
    }

    fn variable(name: &str, value: Option<OsString>) -> Result<Self, Misconfiguration> {
        let why = match value.map(OsString::into_string) {
            Some(Ok(text)) if !text.is_empty() => return Ok(Self::new(text)),
            Some(Ok(_)) => "is empty",
            Some(Err(_)) => "is not valid Unicode",
            None => "is not set",
        };
        Err(Misconfiguration::new(format!(
            "environment variable `{name}` {why}"
        )))
    }

    /// The content of the file at `path`, without one newline at its end: the form in which
    /// containers and service managers mount secrets.
    ///
    /// # Errors
    /// If the file cannot be read, is empty or is larger than 64 KiB.
    pub fn file(path: impl AsRef<Path>) -> Result<Self, Misconfiguration> {
        let path = path.as_ref();
        let mut content = read_file(path, MAX_FILE, "secret file")?;
        if content.ends_with(b"\n") {
            content.pop();
            if content.ends_with(b"\r") {
                content.pop();
            }
        }
        if content.is_empty() {
            return Err(Misconfiguration::new(format!(
                "secret file `{}` is empty",
                path.display()
            )));
        }
        Ok(Self(content))
    }

    /// 32 random bytes from the operating system: for keys that need not outlive the process.
    ///
    /// # Errors
    /// If the operating system provides no randomness.
    pub fn random() -> Result<Self, Misconfiguration> {
        let mut bytes = Zeroizing::new(vec![0; 32]);
        fill_random(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// 32 random bytes as 43 characters of base64url: an API key or password that can be printed.
    ///
    /// # Errors
    /// If the operating system provides no randomness.
    pub fn random_text() -> Result<Self, Misconfiguration> {
        Ok(Self::new(URL_SAFE_NO_PAD.encode(Self::random()?.expose())))
    }

    /// These bytes, which were read by other means: from a vault, or with all the configuration. They
    /// are taken as they are, without a copy left behind; text comes as [`String::into_bytes`].
    ///
    /// ```
    /// use axum_secured::Secret;
    ///
    /// fn of_configuration(key: String) -> Secret {
    ///     Secret::from_vec(key.into_bytes())
    /// }
    /// # assert_eq!(of_configuration("k".to_owned()).len(), 1);
    /// ```
    pub fn from_vec(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A secret that stands in the source, where everybody finds it who reads the program. Tests have
    /// `testing::secret`.
    #[deprecated(
        note = "a secret in the source is none\nhelp: read it with `Secret::env` or `Secret::file`, or \
                hand what was read by other means to `Secret::from_vec`"
    )]
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(bytes)
    }

    pub(crate) fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(bytes.into()))
    }

    /// The secret itself.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The secret itself, if it is text.
    pub fn expose_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// How many bytes it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no bytes at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it equals `other`, in a time that tells nothing about either.
    pub fn matches(&self, other: &[u8]) -> bool {
        Sha256::digest(self.expose())
            .ct_eq(&Sha256::digest(other))
            .into()
    }

    /// The secret again, if it is strong enough for `purpose`: `bytes` long and not one byte
    /// repeated. Verifiers call it with the strength that their algorithm demands.
    ///
    /// ```
    /// use axum_secured::Secret;
    ///
    /// let weak = Secret::random()?.at_least(48, "the HS384 key").map(drop);
    /// assert_eq!(
    ///     weak.unwrap_err().to_string(),
    ///     "the HS384 key has 32 bytes and needs at least 48",
    /// );
    /// # Ok::<(), axum_secured::Misconfiguration>(())
    /// ```
    ///
    /// # Errors
    /// If it is shorter or trivial. The text names `purpose`, never the value.
    pub fn at_least(&self, bytes: usize, purpose: &str) -> Result<&Self, Misconfiguration> {
        if self.len() < bytes {
            return Err(Misconfiguration::new(format!(
                "{purpose} has {} bytes and needs at least {bytes}",
                self.len()
            )));
        }
        match self.expose() {
            [] => Err(Misconfiguration::new(format!("{purpose} is empty"))),
            [first, rest @ ..] if rest.iter().all(|byte| byte == first) => Err(
                Misconfiguration::new(format!("{purpose} repeats a single byte")),
            ),
            _ => Ok(self),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Overwrites `bytes` with randomness of the operating system.
pub(crate) fn fill_random(bytes: &mut [u8]) -> Result<(), Misconfiguration> {
    getrandom::fill(bytes).map_err(|error| {
        Misconfiguration::new(format!(
            "the operating system provides no randomness: {error}"
        ))
    })
}

/// The content of `path`, of at most `limit` bytes; no copy of it is left behind in memory.
pub(crate) fn read_file(
    path: &Path,
    limit: usize,
    what: &str,
) -> Result<Zeroizing<Vec<u8>>, Misconfiguration> {
    let refuse = |why: String| Misconfiguration::new(format!("{what} `{}` {why}", path.display()));
    // Growing would free the old buffer without overwriting it, so all of it is reserved at once.
    let mut buffer = Zeroizing::new(Vec::with_capacity(limit + 1));
    File::open(path)
        .and_then(|file| file.take(limit as u64 + 1).read_to_end(&mut buffer))
        .map_err(|error| refuse(format!("cannot be read: {error}")))?;
    if buffer.len() > limit {
        return Err(refuse(format!("is larger than {} KiB", limit / 1024)));
    }
    Ok(Zeroizing::new(buffer.as_slice().to_vec()))
}

#[cfg(test)]
pub(crate) mod tests;
