//! Where log-ins and revocations are kept: beside the accounts, or in a Redis that instances share.

use std::{error::Error, time::SystemTime};

use axum_secured::{
    Source,
    tokens::{Family, FamilyId, RedisStore, RevokedDigest, TokenDigest, TokenStore},
};

use crate::database::Database;

/// The one of the two that is in use.
#[derive(Debug)]
pub(crate) enum State {
    Database(Database),
    Redis(Box<RedisStore>),
}

impl State {
    /// In Redis if there is the URL of one.
    pub(crate) async fn open(
        redis: Option<&str>,
        database: &Database,
    ) -> Result<Self, Box<dyn Error>> {
        Ok(match redis {
            Some(url) => Self::Redis(Box::new(RedisStore::connect(url).await?)),
            None => Self::Database(database.clone()),
        })
    }
}

impl TokenStore for State {
    async fn begin(&self, id: FamilyId, family: Family) -> Result<(), Source> {
        match self {
            Self::Database(store) => store.begin(id, family).await,
            Self::Redis(store) => store.begin(id, family).await,
        }
    }

    async fn find(&self, id: FamilyId) -> Result<Option<Family>, Source> {
        match self {
            Self::Database(store) => store.find(id).await,
            Self::Redis(store) => store.find(id).await,
        }
    }

    async fn renew(
        &self,
        id: FamilyId,
        current: TokenDigest,
        next: TokenDigest,
        at: SystemTime,
    ) -> Result<bool, Source> {
        match self {
            Self::Database(store) => store.renew(id, current, next, at).await,
            Self::Redis(store) => store.renew(id, current, next, at).await,
        }
    }

    async fn end(&self, id: FamilyId) -> Result<(), Source> {
        match self {
            Self::Database(store) => store.end(id).await,
            Self::Redis(store) => store.end(id).await,
        }
    }

    async fn revoke(&self, revoked: RevokedDigest, until: SystemTime) -> Result<(), Source> {
        match self {
            Self::Database(store) => store.revoke(revoked, until).await,
            Self::Redis(store) => store.revoke(revoked, until).await,
        }
    }

    async fn is_revoked(&self, any_of: &[RevokedDigest]) -> Result<bool, Source> {
        match self {
            Self::Database(store) => store.is_revoked(any_of).await,
            Self::Redis(store) => store.is_revoked(any_of).await,
        }
    }
}
