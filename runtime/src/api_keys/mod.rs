//! API keys: long random texts, each of which stands for one principal.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    fmt,
    future::ready,
    path::Path,
    sync::Arc,
};

use sha2::{Digest as _, Sha256};

use crate::{
    credential::{ApiKey, BearerToken},
    digests::{Digest, Digests},
    holder::Holder,
    misconfiguration::Misconfiguration,
    secret::Secret,
    settings::Settings,
    verifier::{Context, Verdict, Verifier},
};

pub use key::Key;

mod file;
mod key;

/// Verifies API keys, in a header, query parameter or cookie of their own or as opaque bearer tokens.
///
/// Only SHA-256 digests of the keys are kept. A slow password hash would gain nothing, because a key
/// holds 128 bits or more (OWASP ASVS 5.0, 11.5.1); the builder therefore refuses keys under 16
/// bytes, and they are best made at random: [`Secret::random_text`]. A presented key is found by its
/// digest: no stored key is compared with it piecewise, and the time taken does not depend on how
/// much of it is right.
///
/// ```
/// use axum_secured::{ApiKeys, Secret};
///
/// #[derive(Clone)]
/// struct Integration(&'static str);
///
/// let keys = ApiKeys::builder()
///     .key(Secret::random_text()?, Integration("billing"))
///     .build()?;
/// # let _: ApiKeys<Integration> = keys;
/// # Ok::<(), axum_secured::Misconfiguration>(())
/// ```
pub struct ApiKeys<P> {
    holders: Digests<Holder<P>>,
    settings: Settings,
}

impl<P> ApiKeys<P> {
    /// No keys yet.
    pub fn builder() -> Builder<P> {
        Builder {
            holders: HashMap::new(),
            ids: HashSet::new(),
            settings: Settings::DEFAULT,
            count: 0,
            fault: None,
        }
    }
}

impl<P: Clone> ApiKeys<P> {
    #[inline]
    fn look_up(&self, presented: &[u8], context: &Context<'_>) -> Verdict<P> {
        match self.holder(presented) {
            Some(holder) => Verdict::Valid(holder.verified(context)),
            None => Verdict::Invalid,
        }
    }

    /// Whose key it is.
    fn holder(&self, presented: &[u8]) -> Option<&Holder<P>> {
        // `Sha256::digest` copies its state before the last block.
        let mut hasher = Sha256::new();
        hasher.update(presented);
        let mut digest = Digest::default();
        hasher.finalize_into_reset((&mut digest).into());
        self.holders.get(&digest)
    }
}

impl<P: Clone + Send + Sync + 'static> Verifier<ApiKey> for ApiKeys<P> {
    type Principal = P;

    #[inline]
    fn verify_now(&self, credential: &ApiKey, context: &Context<'_>) -> Option<Verdict<P>> {
        Some(self.look_up(credential.as_bytes(), context))
    }

    fn verify(
        &self,
        credential: ApiKey,
        context: &Context<'_>,
    ) -> impl Future<Output = Verdict<P>> + Send {
        ready(self.look_up(credential.as_bytes(), context))
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl<P: Clone + Send + Sync + 'static> Verifier<BearerToken> for ApiKeys<P> {
    type Principal = P;

    #[inline]
    fn verify_now(&self, credential: &BearerToken, context: &Context<'_>) -> Option<Verdict<P>> {
        Some(self.look_up(credential.as_bytes(), context))
    }

    fn verify(
        &self,
        credential: BearerToken,
        context: &Context<'_>,
    ) -> impl Future<Output = Verdict<P>> + Send {
        ready(self.look_up(credential.as_bytes(), context))
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl<P> fmt::Debug for ApiKeys<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKeys")
            .field("keys", &self.holders.len())
            .finish_non_exhaustive()
    }
}

/// Collects keys for [`ApiKeys`]. What is wrong with one of them is told by [`Builder::build`].
#[must_use = "keys are verified by what `build` returns"]
pub struct Builder<P> {
    holders: HashMap<Digest, Holder<P>>,
    ids: HashSet<Arc<str>>,
    settings: Settings,
    count: usize,
    fault: Option<Misconfiguration>,
}

impl<P> Builder<P> {
    /// Adds a key that stands for `principal`.
    pub fn key(self, secret: Secret, principal: P) -> Self {
        self.with(Key::new(secret, principal))
    }

    /// Adds a key with an id, scopes or a subject, or one known only by its digest.
    pub fn with(self, key: Key<P>) -> Self {
        self.with_from(None, key)
    }

    /// Adds the key in the environment variable `name`, for `principal`.
    pub fn env(mut self, name: &str, principal: P) -> Self {
        match Secret::env(name) {
            Ok(secret) => self.with_from(
                Some(format!("environment variable `{name}`")),
                Key::new(secret, principal),
            ),
            Err(fault) => {
                self.count += 1;
                self.fault.get_or_insert(fault);
                self
            }
        }
    }

    /// Adds the keys that the file at `path` lists, for the principals that `principal` makes of
    /// their ids.
    ///
    /// A line holds, separated by spaces or tabs, an id, then the key or `sha256:` and the digest of
    /// the key in hexadecimal, then any number of scopes. Empty lines and lines that begin with `#`
    /// are skipped. `printf %s "$KEY" | sha256sum` prints a digest.
    ///
    /// ```text
    /// # id      key or digest                                                             scopes
    /// billing   sha256:f2d81a260dea8a100dd517984e53c56a7523d96942a834b9cdc249bd4e8c7aa9   items:read
    /// ```
    pub fn file(self, path: impl AsRef<Path>, principal: impl FnMut(&str) -> P) -> Self {
        self.file_with(path.as_ref(), principal, |key| key)
    }

    /// The same for a file whose keys all belong to one tenant.
    pub fn tenant_file(
        self,
        tenant: impl Into<Arc<str>>,
        path: impl AsRef<Path>,
        principal: impl FnMut(&str) -> P,
    ) -> Self {
        let tenant = tenant.into();
        self.file_with(path.as_ref(), principal, |key| {
            key.tenant(Arc::clone(&tenant))
        })
    }

    fn file_with(
        mut self,
        path: &Path,
        principal: impl FnMut(&str) -> P,
        complete: impl Fn(Key<P>) -> Key<P>,
    ) -> Self {
        match file::read(path, principal) {
            Ok(keys) => keys.into_iter().fold(self, |builder, (origin, key)| {
                builder.with_from(Some(origin), complete(key))
            }),
            Err(fault) => {
                self.fault.get_or_insert(fault);
                self
            }
        }
    }

    /// Replaces deadline and origin policy.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    fn with_from(mut self, origin: Option<String>, key: Key<P>) -> Self {
        self.count += 1;
        if self.fault.is_none()
            && let Err(fault) = self.insert(origin, key)
        {
            self.fault = Some(fault);
        }
        self
    }

    fn insert(&mut self, origin: Option<String>, key: Key<P>) -> Result<(), Misconfiguration> {
        let (digest, holder) = key.check(origin, self.count)?;
        if let Some(id) = holder.id()
            && !self.ids.insert(Arc::clone(id))
        {
            return Err(Misconfiguration::new(format!(
                "{} has an id that another key has already",
                holder.label
            )));
        }
        match self.holders.entry(digest) {
            Entry::Occupied(taken) => Err(Misconfiguration::new(format!(
                "{} is the same key as {}",
                holder.label,
                taken.get().label
            ))),
            Entry::Vacant(free) => {
                free.insert(holder);
                Ok(())
            }
        }
    }

    /// The verifier.
    ///
    /// # Errors
    /// If there is no key, a source of keys cannot be read, or a key is shorter than 16 bytes, longer
    /// than 8 kB, trivial, outside visible ASCII or given twice; the first fault is told, by the
    /// key's place or id and never by its value.
    pub fn build(self) -> Result<ApiKeys<P>, Misconfiguration> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if self.holders.is_empty() {
            return Err(Misconfiguration::new(
                "`ApiKeys` holds no key, so every request would be refused",
            ));
        }
        Ok(ApiKeys {
            holders: self.holders.into_iter().collect(),
            settings: self.settings,
        })
    }
}

impl<P> fmt::Debug for Builder<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("keys", &self.count)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
