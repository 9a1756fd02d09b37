//! Redis is killed in the middle of everything, and has to know all that it acknowledged.

use std::sync::Arc;

use axum_secured::tokens::TokenDigest;
use tokio::sync::Semaphore;

use super::*;

/// The digests current and spent, where there is a family.
type State = Option<(TokenDigest, Option<TokenDigest>)>;

/// What a caller knows of a family.
struct Known {
    id: FamilyId,
    acknowledged: State,
    /// What was asked for last. Where Redis died over it, it may be either.
    attempted: State,
}

struct Caller {
    store: RedisStore,
    number: u8,
    steps: u32,
    families: Vec<Known>,
    revoked: Vec<RevokedDigest>,
    /// A permit for each acknowledgement.
    acknowledged: Arc<Semaphore>,
}

impl Caller {
    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        self.steps += 1;
        let mut bytes = [self.number; N];
        bytes[..4].copy_from_slice(&self.steps.to_be_bytes());
        bytes
    }

    /// Begins families, renews each a few times, ends every other, revokes, until nobody answers.
    async fn storm(mut self) -> Self {
        while self.family().await.is_ok() {}
        self
    }

    async fn family(&mut self) -> Result<(), Source> {
        let (id, first) = (self.bytes(), self.bytes());
        let begun = Family {
            current: first,
            ..family()
        };
        self.families.push(Known {
            id,
            acknowledged: None,
            attempted: None,
        });
        self.attempt(Some((first, None)));
        self.store.begin(id, begun).await?;
        self.acknowledge();
        let mut current = first;
        for _ in 0..3 {
            let next = self.bytes();
            self.attempt(Some((next, Some(current))));
            let renewed = self.store.renew(id, current, next, hence(0)).await?;
            assert!(renewed, "nobody else renews it");
            self.acknowledge();
            current = next;
        }
        let digest = self.bytes();
        self.store.revoke(digest, hence(600)).await?;
        self.revoked.push(digest);
        if self.steps.is_multiple_of(2) {
            self.attempt(None);
            self.store.end(id).await?;
            self.acknowledge();
        }
        Ok(())
    }

    fn attempt(&mut self, state: State) {
        self.last().attempted = state;
    }

    fn acknowledge(&mut self) {
        let known = self.last();
        known.acknowledged = known.attempted;
        self.acknowledged.add_permits(1);
    }

    fn last(&mut self) -> &mut Known {
        self.families.last_mut().expect("one has begun")
    }

    /// That Redis knows it all.
    async fn check(&self) {
        for known in &self.families {
            let found = self.store.find(known.id).await.expect("an answer");
            let found = found.map(|found| (found.current, found.spent.map(|(spent, _)| spent)));
            assert!(
                found == known.acknowledged || found == known.attempted,
                "{found:?} is neither {:?} nor {:?}",
                known.acknowledged,
                known.attempted
            );
        }
        for revoked in &self.revoked {
            let is_revoked = self.store.is_revoked(&[*revoked]).await;
            assert!(is_revoked.expect("an answer"));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_a_crash() {
    let Some(mut redis) = PrivateRedis::start() else {
        return;
    };
    for round in 0..5 {
        let acknowledged = Arc::new(Semaphore::new(0));
        let mut callers = Vec::new();
        for number in 0..8 {
            let caller = Caller {
                store: store(&redis).await,
                number: round * 8 + number,
                steps: 0,
                families: Vec::new(),
                revoked: Vec::new(),
                acknowledged: Arc::clone(&acknowledged),
            };
            callers.push(tokio::spawn(caller.storm()));
        }
        let enough = 300 + 37 * u32::from(round);
        let _ = acknowledged.acquire_many(enough).await.expect("open");
        redis.kill();
        redis.start_again();
        for caller in callers {
            let caller = caller.await.expect("no panic");
            caller.check().await;
        }
        let mut raw = Raw::new(&redis);
        for key in raw.keys() {
            assert!(raw.expiry(&key).is_some(), "{key}");
        }
    }
}
