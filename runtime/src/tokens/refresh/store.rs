//! Stores: where families of refresh tokens live.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use crate::verifier::Source;

/// The identifier of a family: random, so that nobody guesses one.
pub type FamilyId = [u8; 16];

/// The SHA-256 digest of a refresh token.
pub type TokenDigest = [u8; 32];

/// A log-in and what became of it: one refresh token at a time, each made from the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// The account that signed in.
    pub subject: String,
    /// The client that it signed in with, if that has a name.
    pub client: Option<String>,
    /// The scopes granted then, separated by spaces.
    pub scope: String,
    /// When it ends, however often it is renewed.
    pub expires_at: SystemTime,
    /// The token that counts.
    pub current: TokenDigest,
    /// The one before and when it was spent.
    pub spent: Option<(TokenDigest, SystemTime)>,
}

/// Keeps families of refresh tokens. Each call happens as a whole or not at all, also where many
/// processes share the store, and what it has answered survives them, as far as the store is durable.
///
/// A store that cannot tell answers with an error, never with a guess.
/// `testing::check_refresh_store` (feature `testing`) says whether an implementation keeps to all this.
pub trait RefreshStore: Send + Sync + 'static {
    /// Keeps a new family. It may forget others that have expired.
    fn begin(
        &self,
        id: FamilyId,
        family: Family,
    ) -> impl Future<Output = Result<(), Source>> + Send;

    /// The family, unless it ended.
    fn find(&self, id: FamilyId) -> impl Future<Output = Result<Option<Family>, Source>> + Send;

    /// Makes `next` current and `current` spent at the time `at`, if `current` is current still. Whether
    /// it was: of many at once it is for one.
    fn renew(
        &self,
        id: FamilyId,
        current: TokenDigest,
        next: TokenDigest,
        at: SystemTime,
    ) -> impl Future<Output = Result<bool, Source>> + Send;

    /// Ends a family; what is not there has ended.
    fn end(&self, id: FamilyId) -> impl Future<Output = Result<(), Source>> + Send;
}

impl<S: RefreshStore> RefreshStore for Arc<S> {
    fn begin(
        &self,
        id: FamilyId,
        family: Family,
    ) -> impl Future<Output = Result<(), Source>> + Send {
        S::begin(self, id, family)
    }

    fn find(&self, id: FamilyId) -> impl Future<Output = Result<Option<Family>, Source>> + Send {
        S::find(self, id)
    }

    fn renew(
        &self,
        id: FamilyId,
        current: TokenDigest,
        next: TokenDigest,
        at: SystemTime,
    ) -> impl Future<Output = Result<bool, Source>> + Send {
        S::renew(self, id, current, next, at)
    }

    fn end(&self, id: FamilyId) -> impl Future<Output = Result<(), Source>> + Send {
        S::end(self, id)
    }
}

/// Families in the memory of one process: lost with it, and unknown to others.
#[derive(Default)]
pub struct MemoryStore(Mutex<Families>);

#[derive(Default)]
struct Families {
    families: HashMap<FamilyId, Family>,
    /// How many there may be before the expired ones are looked for.
    room: usize,
}

const ROOM: usize = 1024;

impl MemoryStore {
    /// No families yet.
    pub fn new() -> Self {
        Self::default()
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.families().families.len()
    }

    fn families(&self) -> MutexGuard<'_, Families> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RefreshStore for MemoryStore {
    async fn begin(&self, id: FamilyId, family: Family) -> Result<(), Source> {
        let now = SystemTime::now();
        let mut kept = self.families();
        if kept.families.len() >= kept.room.max(ROOM) {
            kept.families.retain(|_, family| now < family.expires_at);
            kept.room = 2 * kept.families.len();
        }
        kept.families.insert(id, family);
        Ok(())
    }

    async fn find(&self, id: FamilyId) -> Result<Option<Family>, Source> {
        Ok(self.families().families.get(&id).cloned())
    }

    async fn renew(
        &self,
        id: FamilyId,
        current: TokenDigest,
        next: TokenDigest,
        at: SystemTime,
    ) -> Result<bool, Source> {
        let mut kept = self.families();
        let Some(family) = kept.families.get_mut(&id) else {
            return Ok(false);
        };
        if family.current != current {
            return Ok(false);
        }
        family.current = next;
        family.spent = Some((current, at));
        Ok(true)
    }

    async fn end(&self, id: FamilyId) -> Result<(), Source> {
        self.families().families.remove(&id);
        Ok(())
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore")
            .field("families", &self.families().families.len())
            .finish()
    }
}
