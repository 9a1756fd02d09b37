//! Rotation: the provider changes its keys while requests run.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use axum::Router;
use tests::INVALID;
use tokio::task::{JoinHandle, JoinSet};

use crate::{
    WRONG, api, get,
    grants::{ITEMS, header_of},
    pass,
    provider::Own,
};

const ADMITTED: &str = "service by service: items:read";
/// For how long a provider that answered is left alone.
const COOL_DOWN: Duration = Duration::from_secs(30);
/// How long keys are fresh that say nothing about it.
const FRESH: Duration = Duration::from_secs(10 * 60);

/// Callers who send requests until told to stop, all of them admitted.
struct Callers {
    tasks: Vec<JoinHandle<()>>,
    admitted: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
}

impl Callers {
    fn with(token: &str, api: &Router) -> Self {
        let mut callers = Self {
            tasks: Vec::new(),
            admitted: Arc::default(),
            stop: Arc::default(),
        };
        for _ in 0..4 {
            let (token, api) = (token.to_owned(), api.clone());
            let (admitted, stop) = (Arc::clone(&callers.admitted), Arc::clone(&callers.stop));
            callers.tasks.push(tokio::spawn(async move {
                while !stop.load(Relaxed) {
                    get(&api, &token)
                        .await
                        .assert_admitted(ADMITTED, "a caller");
                    admitted.fetch_add(1, Relaxed);
                    tokio::task::yield_now().await;
                }
            }));
        }
        callers
    }

    /// Waits until they were admitted some more times.
    async fn go_on(&self) {
        let enough = self.admitted.load(Relaxed) + 40;
        while self.admitted.load(Relaxed) < enough {
            let is_refused = self.tasks.iter().any(JoinHandle::is_finished);
            assert!(!is_refused, "a caller was refused");
            tokio::task::yield_now().await;
        }
    }

    async fn stop(self) {
        self.go_on().await;
        self.stop.store(true, Relaxed);
        for task in self.tasks {
            task.await.expect("every request is admitted");
        }
    }
}

#[tokio::test]
async fn requests_go_on_while_the_provider_changes_its_keys() {
    let Some(provider) = Own::start() else {
        return;
    };
    let api = api(&provider);
    let old = provider.service(ITEMS, "items:read").await;
    let with_old = Callers::with(&old, &api);
    with_old.go_on().await;
    assert_eq!(provider.fetches().await, 1);

    provider.rotate().await;
    let new = provider.service(ITEMS, "items:read").await;
    assert_ne!(header_of(&old)["kid"], header_of(&new)["kid"]);
    // Whoever makes up names of keys cannot make us ask for each.
    get(&api, &new)
        .await
        .assert_refused(INVALID, &[WRONG], "too soon after the last fetch");
    assert_eq!(provider.fetches().await, 1);

    pass(COOL_DOWN).await;
    let with_new = Callers::with(&new, &api);
    with_new.go_on().await;
    with_old.go_on().await;
    assert_eq!(provider.fetches().await, 2);

    with_old.stop().await;
    provider.retire().await;
    pass(FRESH).await;
    // The first request after that does not wait; it has the keys fetched for those to come.
    get(&api, &old)
        .await
        .assert_admitted(ADMITTED, "not known to be gone");
    let gone = async {
        while get(&api, &old).await.status == 200 {
            tokio::task::yield_now().await;
        }
    };
    let gone = tokio::time::timeout(Duration::from_secs(10), gone).await;
    gone.expect("the key is gone");
    get(&api, &old)
        .await
        .assert_refused(INVALID, &[WRONG], "gone");
    with_new.stop().await;
    assert_eq!(provider.fetches().await, 3);
}

#[tokio::test]
async fn a_key_published_after_the_last_fetch_is_fetched_once_for_all_who_need_it() {
    let Some(provider) = Own::start() else {
        return;
    };
    let api = api(&provider);
    let old = provider.service(ITEMS, "items:read").await;
    get(&api, &old).await.assert_admitted(ADMITTED, "old");
    provider.rotate().await;
    let new = provider.service(ITEMS, "items:read").await;
    pass(COOL_DOWN).await;
    let mut requests = JoinSet::new();
    for _ in 0..50 {
        let (api, new) = (api.clone(), new.clone());
        requests.spawn(async move { get(&api, &new).await.assert_admitted(ADMITTED, "new") });
    }
    while let Some(request) = requests.join_next().await {
        request.expect("every request is admitted");
    }
    assert_eq!(provider.fetches().await, 2);
}
