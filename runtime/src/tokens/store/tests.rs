//! What the memory keeps and forgets, and what a careless store is found out by.

use std::time::Duration;

use super::*;

#[cfg(feature = "testing")]
mod conformance {
    use super::*;
    use crate::testing::check_token_store;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn the_memory_keeps_to_what_a_store_promises() {
        let store = Arc::new(MemoryStore::new());
        // Twice, as nothing that is left behind may matter.
        assert_eq!(check_token_store(Arc::clone(&store)).await, Ok(()));
        assert_eq!(check_token_store(store).await, Ok(()));
    }

    /// What a store does wrong.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Fault {
        /// Takes whatever token it is given for the current one.
        Renews,
        Keeps,
        ForgetsTheOneSpent,
        RevokesNothing,
        RevokesAll,
        LooksAtTheFirst,
    }

    struct Careless(MemoryStore, Fault);

    impl Careless {
        fn does(&self, fault: Fault) -> bool {
            self.1 == fault
        }
    }

    impl TokenStore for Careless {
        async fn begin(&self, id: FamilyId, family: Family) -> Result<(), Source> {
            self.0.begin(id, family).await
        }

        async fn find(&self, id: FamilyId) -> Result<Option<Family>, Source> {
            let mut family = self.0.find(id).await?;
            if let Some(family) = &mut family
                && self.does(Fault::ForgetsTheOneSpent)
            {
                family.spent = None;
            }
            Ok(family)
        }

        async fn renew(
            &self,
            id: FamilyId,
            mut current: TokenDigest,
            next: TokenDigest,
            at: SystemTime,
        ) -> Result<bool, Source> {
            if self.does(Fault::Renews)
                && let Some(family) = self.0.find(id).await?
            {
                current = family.current;
            }
            self.0.renew(id, current, next, at).await
        }

        async fn end(&self, id: FamilyId) -> Result<(), Source> {
            if self.does(Fault::Keeps) {
                return Ok(());
            }
            self.0.end(id).await
        }

        async fn revoke(&self, revoked: RevokedDigest, until: SystemTime) -> Result<(), Source> {
            if self.does(Fault::RevokesNothing) {
                return Ok(());
            }
            self.0.revoke(revoked, until).await
        }

        async fn is_revoked(&self, any_of: &[RevokedDigest]) -> Result<bool, Source> {
            if self.does(Fault::RevokesAll) {
                return Ok(true);
            }
            let any_of = if self.does(Fault::LooksAtTheFirst) {
                any_of.get(..1).unwrap_or_default()
            } else {
                any_of
            };
            self.0.is_revoked(any_of).await
        }
    }

    #[tokio::test]
    async fn a_store_that_is_careless_is_found_out() {
        for (fault, promise) in [
            (Fault::Renews, "another token is not renewed"),
            (Fault::Keeps, "a family that ended is not found"),
            (Fault::ForgetsTheOneSpent, "the token spent last is kept"),
            (Fault::RevokesNothing, "what was revoked is found"),
            (Fault::RevokesAll, "nothing is revoked unasked"),
            (
                Fault::LooksAtTheFirst,
                "what was revoked is found in either place",
            ),
        ] {
            let store = Arc::new(Careless(MemoryStore::new(), fault));
            let found = check_token_store(store).await;
            assert_eq!(found, Err(format!("not kept: {promise}")));
        }
    }
}

#[tokio::test]
async fn the_memory_forgets_what_has_expired() {
    let store = MemoryStore::new();
    let family = |expires_at| Family {
        subject: "ann".to_owned(),
        client: None,
        scope: String::new(),
        authenticated_at: SystemTime::UNIX_EPOCH,
        expires_at,
        current: [0; 32],
        spent: None,
    };
    let id = |number: u32| {
        let mut id = FamilyId::default();
        id[..4].copy_from_slice(&number.to_be_bytes());
        id
    };
    let future = SystemTime::now() + Duration::from_secs(3600);
    store.begin(id(0), family(future)).await.expect("kept");
    for number in 1..5000 {
        let past = SystemTime::UNIX_EPOCH;
        store.begin(id(number), family(past)).await.expect("kept");
    }
    assert!(store.len() <= 1024);
    assert!(store.find(id(0)).await.expect("the store").is_some());
}

#[tokio::test]
async fn the_memory_forgets_revocations_of_what_has_expired() {
    let store = MemoryStore::new();
    let digest = |number: u32| {
        let mut digest = RevokedDigest::default();
        digest[..4].copy_from_slice(&number.to_be_bytes());
        digest
    };
    let future = SystemTime::now() + Duration::from_secs(3600);
    store.revoke(digest(0), future).await.expect("kept");
    // An earlier end takes nothing back.
    let past = SystemTime::UNIX_EPOCH;
    store.revoke(digest(0), past).await.expect("kept");
    for number in 1..5000 {
        store.revoke(digest(number), past).await.expect("kept");
    }
    assert!(store.len() <= 1024);
    assert_eq!(store.is_revoked(&[digest(0)]).await.ok(), Some(true));
}
