//! Rings: keys of this process's own, which change while it runs.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use super::key::Keys;

/// The keys that tokens of this process verify with.
pub(crate) struct Ring(RwLock<Arc<Keys>>);

impl Ring {
    pub(crate) fn new(keys: Keys) -> Self {
        Self(RwLock::new(Arc::new(keys)))
    }

    pub(crate) fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn set(&self, keys: Keys) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }
}

impl fmt::Debug for Ring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.keys().fmt(f)
    }
}
