//! The store in the memory of one process.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use super::{Family, FamilyId, RevokedDigest, TokenDigest, TokenStore};
use crate::verifier::Source;

/// Families and revocations in the memory of one process: lost with it, and unknown to others.
#[derive(Default)]
pub struct MemoryStore(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    families: Table<FamilyId, Family>,
    revoked: Table<RevokedDigest, SystemTime>,
}

/// Entries that expire.
struct Table<K, V> {
    entries: HashMap<K, V>,
    /// How many there may be before the expired ones are looked for.
    room: usize,
}

const ROOM: usize = 1024;

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            room: ROOM,
        }
    }
}

impl<K: Eq + Hash, V> Table<K, V> {
    fn make_room(&mut self, is_live: impl Fn(&V) -> bool) {
        if self.entries.len() >= self.room {
            self.entries.retain(|_, entry| is_live(entry));
            self.room = ROOM.max(2 * self.entries.len());
        }
    }
}

impl MemoryStore {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    #[cfg(test)]
    pub(in crate::tokens) fn len(&self) -> usize {
        let kept = self.kept();
        kept.families.entries.len() + kept.revoked.entries.len()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenStore for MemoryStore {
    async fn begin(&self, id: FamilyId, family: Family) -> Result<(), Source> {
        let now = SystemTime::now();
        let families = &mut self.kept().families;
        families.make_room(|family| now < family.expires_at);
        families.entries.insert(id, family);
        Ok(())
    }

    async fn find(&self, id: FamilyId) -> Result<Option<Family>, Source> {
        Ok(self.kept().families.entries.get(&id).cloned())
    }

    async fn renew(
        &self,
        id: FamilyId,
        current: TokenDigest,
        next: TokenDigest,
        at: SystemTime,
    ) -> Result<bool, Source> {
        let mut kept = self.kept();
        let Some(family) = kept.families.entries.get_mut(&id) else {
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
        self.kept().families.entries.remove(&id);
        Ok(())
    }

    async fn revoke(&self, revoked: RevokedDigest, until: SystemTime) -> Result<(), Source> {
        let now = SystemTime::now();
        let table = &mut self.kept().revoked;
        table.make_room(|until| now < *until);
        let kept = table.entries.entry(revoked).or_insert(until);
        *kept = until.max(*kept);
        Ok(())
    }

    async fn is_revoked(&self, any_of: &[RevokedDigest]) -> Result<bool, Source> {
        let kept = self.kept();
        Ok(any_of
            .iter()
            .any(|revoked| kept.revoked.entries.contains_key(revoked)))
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.kept();
        f.debug_struct("MemoryStore")
            .field("families", &kept.families.entries.len())
            .field("revoked", &kept.revoked.entries.len())
            .finish()
    }
}
