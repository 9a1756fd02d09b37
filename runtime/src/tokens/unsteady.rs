//! A store for tests, which can be down and counts what it is asked.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::SystemTime,
};

use super::{Family, FamilyId, MemoryStore, RevokedDigest, TokenDigest, TokenStore};
use crate::verifier::Source;

/// A store that can be down.
#[derive(Default)]
pub(super) struct Unsteady {
    pub(super) kept: MemoryStore,
    is_down: AtomicBool,
    asked: AtomicUsize,
}

impl Unsteady {
    pub(super) fn set_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::SeqCst);
    }

    /// How often it was asked for revocations.
    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn check(&self) -> Result<(), Source> {
        if self.is_down.load(Ordering::SeqCst) {
            return Err(Source::new("down"));
        }
        Ok(())
    }
}

impl TokenStore for Unsteady {
    async fn begin(&self, id: FamilyId, family: Family) -> Result<(), Source> {
        self.check()?;
        self.kept.begin(id, family).await
    }

    async fn find(&self, id: FamilyId) -> Result<Option<Family>, Source> {
        self.check()?;
        self.kept.find(id).await
    }

    async fn renew(
        &self,
        id: FamilyId,
        current: TokenDigest,
        next: TokenDigest,
        at: SystemTime,
    ) -> Result<bool, Source> {
        self.check()?;
        self.kept.renew(id, current, next, at).await
    }

    async fn end(&self, id: FamilyId) -> Result<(), Source> {
        self.check()?;
        self.kept.end(id).await
    }

    async fn revoke(&self, revoked: RevokedDigest, until: SystemTime) -> Result<(), Source> {
        self.check()?;
        self.kept.revoke(revoked, until).await
    }

    async fn is_revoked(&self, any_of: &[RevokedDigest]) -> Result<bool, Source> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.check()?;
        self.kept.is_revoked(any_of).await
    }
}
