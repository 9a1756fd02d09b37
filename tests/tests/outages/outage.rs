//! Outages: the ways in which code that somebody else wrote fails.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use tokio::sync::Semaphore;

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Not at all.
    None,
    Errs,
    /// Asked for what can be told without waiting.
    PanicsAtOnce,
    /// Before there is a future.
    PanicsBefore,
    PanicsInTheFirstPoll,
    PanicsAfterWaiting,
    /// It has succeeded, and what it held is dropped.
    PanicsInDrop,
    Hangs,
    /// It is given up.
    HangsAndPanicsInDrop,
}

impl Way {
    pub(crate) const ALL: [Self; 9] = [
        Self::None,
        Self::Errs,
        Self::PanicsAtOnce,
        Self::PanicsBefore,
        Self::PanicsInTheFirstPoll,
        Self::PanicsAfterWaiting,
        Self::PanicsInDrop,
        Self::Hangs,
        Self::HangsAndPanicsInDrop,
    ];

    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| format!("{way:?}") == name)
    }
}

/// Something that fails in a way that can be changed. Clones fail together.
#[derive(Clone)]
pub(crate) struct Outage(Arc<Inner>);

struct Inner {
    way: Mutex<Way>,
    called: AtomicUsize,
    /// A permit for each call that waits for ever.
    waiting: Semaphore,
    /// A permit for each of them that was given up.
    given_up: Semaphore,
}

impl Outage {
    pub(crate) fn new(way: Way) -> Self {
        Self(Arc::new(Inner {
            way: Mutex::new(way),
            called: AtomicUsize::new(0),
            waiting: Semaphore::new(0),
            given_up: Semaphore::new(0),
        }))
    }

    pub(crate) fn set(&self, way: Way) {
        *self.0.way.lock().unwrap_or_else(PoisonError::into_inner) = way;
    }

    fn way(&self) -> Way {
        *self.0.way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often it was called.
    pub(crate) fn called(&self) -> usize {
        self.0.called.load(SeqCst)
    }

    /// Returns once a call hangs that was not waited for before.
    pub(crate) async fn hangs(&self) {
        let permit = self.0.waiting.acquire().await;
        permit.expect("never closed").forget();
    }

    /// Returns once such a call was given up.
    pub(crate) async fn given_up(&self) {
        let permit = self.0.given_up.acquire().await;
        permit.expect("never closed").forget();
    }

    pub(crate) fn call_now(&self) {
        assert!(self.way() != Way::PanicsAtOnce, "scripted");
    }

    pub(crate) fn call(&self) -> impl Future<Output = Result<(), &'static str>> + Send + use<> {
        self.0.called.fetch_add(1, SeqCst);
        let way = self.way();
        assert!(way != Way::PanicsBefore, "scripted");
        let this = self.clone();
        async move {
            match way {
                Way::Errs => return Err("postgres://user:hunter2@db"),
                Way::PanicsInTheFirstPoll => panic!("scripted"),
                Way::PanicsAfterWaiting => {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    panic!("scripted");
                }
                Way::PanicsInDrop => {
                    let _bomb = Bomb;
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                Way::Hangs => {
                    let _call = this.hang();
                    std::future::pending::<()>().await;
                }
                Way::HangsAndPanicsInDrop => {
                    let _bomb = Bomb;
                    let _call = this.hang();
                    std::future::pending::<()>().await;
                }
                Way::None | Way::PanicsAtOnce | Way::PanicsBefore => {}
            }
            Ok(())
        }
    }

    fn hang(self) -> Hanging {
        self.0.waiting.add_permits(1);
        Hanging(self)
    }
}

/// Panics when it is dropped.
pub(crate) struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(std::hint::black_box(false), "scripted");
    }
}

struct Hanging(Outage);

impl Drop for Hanging {
    fn drop(&mut self) {
        self.0.0.given_up.add_permits(1);
    }
}
